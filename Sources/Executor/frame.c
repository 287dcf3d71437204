/* Frames on a byte stream, little-endian on every machine. */
#include "executor.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define REQUEST_MAGIC 0x51435656u
#define RESPONSE_MAGIC 0x52435656u
#define REQUEST_SIZE 72
#define RESPONSE_SIZE 32

uint32_t get32(const uint8_t *b) { return b[0] | b[1] << 8 | b[2] << 16 | (uint32_t)b[3] << 24; }

uint64_t get64(const uint8_t *b) { return get32(b) | (uint64_t)get32(b + 4) << 32; }

void put32(uint8_t *b, uint32_t value) {
  for (int i = 0; i < 4; i++) b[i] = (uint8_t)(value >> 8 * i);
}

void put64(uint8_t *b, uint64_t value) {
  put32(b, (uint32_t)value);
  put32(b + 4, (uint32_t)(value >> 32));
}

static int read_all(int fd, uint8_t *bytes, size_t count) {
  while (count > 0) {
    ssize_t n = read(fd, bytes, count);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return -1;
    bytes += n;
    count -= (size_t)n;
  }
  return 0;
}

static int write_all(int fd, const uint8_t *bytes, size_t count) {
  while (count > 0) {
    ssize_t n = write(fd, bytes, count);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return -1;
    bytes += n;
    count -= (size_t)n;
  }
  return 0;
}

/* The first byte of a frame may carry a descriptor, which a plain read would lose. */
static int read_first(int fd, uint8_t *byte, int *passed) {
  struct iovec vector = {.iov_base = byte, .iov_len = 1};
  union { struct cmsghdr header; char room[CMSG_SPACE(sizeof(int))]; } control;
  struct msghdr message = {
    .msg_iov = &vector, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
  *passed = -1;
  ssize_t n;
  do n = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
  while (n < 0 && errno == EINTR);
  if (n != 1) return -1;
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  if (header && header->cmsg_type == SCM_RIGHTS) memcpy(passed, CMSG_DATA(header), sizeof(int));
  return 0;
}

int receive_request(int fd, struct request *request, int *passed) {
  uint8_t header[REQUEST_SIZE];
  int first = passed ? read_first(fd, header, passed) : read_all(fd, header, 1);
  if (first < 0 || read_all(fd, header + 1, sizeof header - 1) < 0) return -1;
  request->length = get32(header + 4);
  request->sequence = get32(header + 8);
  request->process = get32(header + 12);
  request->operation = get32(header + 16);
  for (int i = 0; i < 6; i++) request->argument[i] = get64(header + 24 + 8 * i);
  if (get32(header) != REQUEST_MAGIC || request->length > MAX_DATA || request->sequence == 0) return -1;
  if (read_all(fd, request->data, request->length) < 0) return -1;
  request->data[request->length] = 0;
  return 0;
}

int send_request(int fd, const struct request *request, int passed) {
  uint8_t header[REQUEST_SIZE] = {0};
  put32(header, REQUEST_MAGIC);
  put32(header + 4, request->length);
  put32(header + 8, request->sequence);
  put32(header + 12, request->process);
  put32(header + 16, request->operation);
  for (int i = 0; i < 6; i++) put64(header + 24 + 8 * i, request->argument[i]);
  struct iovec vector = {.iov_base = header, .iov_len = 1};
  union { struct cmsghdr header; char room[CMSG_SPACE(sizeof(int))]; } control;
  memset(&control, 0, sizeof control);
  struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};
  if (passed >= 0) {
    message.msg_control = &control;
    message.msg_controllen = sizeof control;
    control.header = (struct cmsghdr){
      .cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
    memcpy(CMSG_DATA(&control.header), &passed, sizeof passed);
  }
  if (sendmsg(fd, &message, MSG_NOSIGNAL) != 1) return -1;
  if (write_all(fd, header + 1, sizeof header - 1) < 0) return -1;
  return write_all(fd, request->data, request->length);
}

int receive_response(int fd, struct response *response) {
  uint8_t header[RESPONSE_SIZE];
  if (read_all(fd, header, sizeof header) < 0) return -1;
  response->length = get32(header + 4);
  response->sequence = get32(header + 8);
  response->error = get32(header + 12);
  response->value = (int64_t)get64(header + 16);
  response->fault = get32(header + 24);
  response->stray = (int32_t)get32(header + 28);
  if (get32(header) != RESPONSE_MAGIC || response->length > MAX_DATA) return -1;
  return read_all(fd, response->data, response->length);
}

int send_response(int fd, const struct response *response) {
  uint8_t header[RESPONSE_SIZE] = {0};
  put32(header, RESPONSE_MAGIC);
  put32(header + 4, response->length);
  put32(header + 8, response->sequence);
  put32(header + 12, response->error);
  put64(header + 16, (uint64_t)response->value);
  put32(header + 24, response->fault);
  put32(header + 28, (uint32_t)response->stray);
  if (write_all(fd, header, sizeof header) < 0) return -1;
  return write_all(fd, response->data, response->length);
}
