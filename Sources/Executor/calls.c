/* The system calls of a process of a case. */
#define _GNU_SOURCE
#include "executor.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Fills in what a call returned, and errno where it failed. */
void answer(struct response *response, int64_t value) {
  response->value = value;
  response->error = value == -1 ? (uint32_t)errno : 0;
}

/* Raw calls, so that the kernel gets the very words that the harness sent. */
static int64_t raw(long number, const uint64_t *a) { return syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]); }

/* s390x has its six words behind one address. */
static int64_t raw_map(const uint64_t *a) {
#ifdef __s390x__
  return syscall(SYS_mmap, a);
#else
  return raw(SYS_mmap, a);
#endif
}

static void call_ioctl(const struct request *request, struct response *response) {
  const uint64_t *a = request->argument;
  if (a[2] == 0) {
    answer(response, syscall(SYS_ioctl, (int)a[0], a[1], a[3]));
    return;
  }
  uint8_t *copy = lend(request->length);
  memcpy(copy, request->data, request->length);
  answer(response, syscall(SYS_ioctl, (int)a[0], a[1], copy));
  memcpy(response->data, copy, request->length);
  response->length = request->length;
}

static void call_transfer(const struct request *request, struct response *response) {
  const uint64_t *a = request->argument;
  int fd = (int)a[0], reads = request->operation == OP_READ || request->operation == OP_PREAD;
  int positioned = request->operation == OP_PREAD || request->operation == OP_PWRITE, copies = a[2] != 0;
  size_t count = copies && !reads ? request->length : a[1];
  if (copies && count > MAX_DATA) {
    errno = EMSGSIZE;
    answer(response, -1);
    return;
  }
  uint8_t *buffer = !copies ? (uint8_t *)(uintptr_t)a[3] : reads ? lend(count) : give(request->data, count);
  ssize_t moved;
  if (positioned)
    moved = reads ? pread(fd, buffer, count, (off_t)a[4]) : pwrite(fd, buffer, count, (off_t)a[4]);
  else
    moved = reads ? read(fd, buffer, count) : write(fd, buffer, count);
  answer(response, moved);
  if (!copies || !reads) return;
  keep(moved > 0 ? (size_t)moved : 0);
  if (moved < 0) return;
  memcpy(response->data, buffer, (size_t)moved);
  response->length = (uint32_t)moved;
}

static void call_poll(const struct request *request, struct response *response) {
  size_t count = request->length / 8;
  struct pollfd *entries = (struct pollfd *)lend(count * sizeof *entries);
  for (size_t i = 0; i < count; i++) {
    const uint8_t *in = request->data + 8 * i;
    entries[i] = (struct pollfd){.fd = (int)get32(in), .events = (short)(in[4] | in[5] << 8)};
  }
  answer(response, poll(entries, count, (int)request->argument[0]));
  memcpy(response->data, request->data, request->length);
  for (size_t i = 0; i < count; i++) {
    response->data[8 * i + 6] = (uint8_t)entries[i].revents;
    response->data[8 * i + 7] = (uint8_t)((unsigned short)entries[i].revents >> 8);
  }
  response->length = request->length;
}

static void call_socketpair(struct response *response) {
  int *pair = (int *)lend(2 * sizeof *pair);
  int result = socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
  answer(response, result);
  if (result < 0) return;
  response->value = pair[0];
  put32(response->data, (uint32_t)pair[1]);
  response->length = 4;
}

/* A socket that hears what the kernel announces. */
static int hear_uevents(void) {
  int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_KOBJECT_UEVENT);
  static const struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = 1};
  if (fd < 0 || bind(fd, (const struct sockaddr *)give(&address, sizeof address), sizeof address) == 0) return fd;
  int error = errno;
  close(fd);
  errno = error;
  return -1;
}

static int set_soft_limit(int resource, uint64_t soft) {
  static struct rlimit limit; /* which the piece is held against once the call has ended */
  if (getrlimit(resource, &limit) < 0) return -1;
  limit.rlim_cur = soft;
  return setrlimit(resource, (const struct rlimit *)give(&limit, sizeof limit));
}

/* The data are the name, a NUL and the parameters. */
static void call_load_module(const struct request *request, struct response *response) {
  const char *name = (const char *)request->data;
  size_t start = strlen(name) + 1, length = start > request->length ? 0 : request->length - start;
  if (start > request->length || memchr(name + start, 0, length)) {
    errno = EINVAL;
    answer(response, -1);
    return;
  }
  answer(response, load_module(name, (const char *)give(name + start, length + 1)));
}

/* The arguments that the kernel takes as 32 bits, a bit for each. */
static const uint8_t narrow[] = {
  [OP_OPEN] = 1, [OP_CLOSE] = 1, [OP_DUP] = 1, [OP_FCNTL] = 3, [OP_IOCTL] = 3, [OP_READ] = 1, [OP_WRITE] = 1,
  [OP_PREAD] = 1, [OP_PWRITE] = 1, [OP_LSEEK] = 5, [OP_FTRUNCATE] = 1, [OP_EVENTFD] = 3, [OP_MEMFD] = 1,
  [OP_SEND_FD] = 3, [OP_RECEIVE_FD] = 1, [OP_POLL] = 1, [OP_CHMOD] = 1, [OP_SETRLIMIT] = 1, [OP_EXIT] = 1,
  [OP_FALLOCATE] = 3};

static int is_text(uint32_t operation) {
  return operation == OP_OPEN || operation == OP_REMOVE_MODULE ||
         (operation >= OP_READ_FILE && operation <= OP_CHMOD && operation != OP_WRITE_FILE);
}

/* Why a request is no call that can be made, 0 where it is: nothing of it is cut until it fits. */
static int refusal(const struct request *request) {
  uint8_t bits = request->operation < sizeof narrow ? narrow[request->operation] : 0;
  for (int i = 0; i < 6; i++) {
    uint64_t argument = request->argument[i];
    if (bits >> i & 1 && argument > UINT32_MAX && argument != (uint64_t)(int32_t)argument) return EOVERFLOW;
  }
  int has_kind = request->operation >= OP_IOCTL && request->operation <= OP_PWRITE;
  if (has_kind && request->argument[2] > 1) return EINVAL;
  if (is_text(request->operation) && memchr(request->data, 0, request->length)) return EINVAL;
  return request->operation == OP_POLL && request->length % 8 != 0 ? EINVAL : 0;
}

static void dispatch(int channel, const struct request *request, struct response *response) {
  const uint64_t *a = request->argument;
  const char *text = is_text(request->operation) ? (const char *)give(request->data, request->length + 1) : NULL;
  switch (request->operation) {
    case OP_OPEN: answer(response, open(text, (int)a[0], 0600)); break;
    case OP_CLOSE:
      errno = EBADF;
      answer(response, (int)a[0] == channel ? -1 : close((int)a[0]));
      break;
    case OP_DUP: answer(response, dup((int)a[0])); break;
    case OP_FCNTL: answer(response, fcntl((int)a[0], (int)a[1], (long)a[2])); break;
    case OP_IOCTL: call_ioctl(request, response); break;
    case OP_READ: case OP_WRITE: case OP_PREAD: case OP_PWRITE: call_transfer(request, response); break;
    case OP_LSEEK: answer(response, lseek((int)a[0], (off_t)a[1], (int)a[2])); break;
    case OP_FTRUNCATE: answer(response, ftruncate((int)a[0], (off_t)a[1])); break;
    case OP_FALLOCATE: answer(response, fallocate((int)a[0], (int)a[1], (off_t)a[2], (off_t)a[3])); break;
    case OP_MMAP: answer(response, raw_map(a)); break;
    case OP_MUNMAP: answer(response, raw(SYS_munmap, a)); break;
    case OP_MREMAP: answer(response, syscall(SYS_mremap, a[0], a[1], a[2], a[3], 0)); break;
    case OP_MPROTECT: answer(response, raw(SYS_mprotect, a)); break;
    case OP_LOAD: case OP_STORE: case OP_PEEK: case OP_POKE: memory_call(request, response); break;
    case OP_EVENTFD: answer(response, eventfd((unsigned)a[0], (int)a[1])); break;
    case OP_MEMFD: answer(response, memfd_create("vfio-conform", (unsigned)a[0])); break;
    case OP_SOCKETPAIR: call_socketpair(response); break;
    case OP_UEVENTS: answer(response, hear_uevents()); break;
    case OP_SEND_FD: answer(response, send_descriptor((int)a[0], (int)a[1])); break;
    case OP_RECEIVE_FD: answer(response, receive_descriptor((int)a[0])); break;
    case OP_POLL: call_poll(request, response); break;
    case OP_READ_FILE: case OP_WRITE_FILE: case OP_LIST: case OP_READLINK: case OP_STAT: case OP_CHMOD:
      file_call(text, request, response);
      break;
    case OP_SETRLIMIT: answer(response, set_soft_limit((int)a[0], a[1])); break;
    case OP_LOAD_MODULE: call_load_module(request, response); break;
    case OP_REMOVE_MODULE: answer(response, syscall(SYS_delete_module, text, O_NONBLOCK)); break;
    case OP_EXIT: _exit((int)a[0]);
    default:
      errno = ENOSYS;
      answer(response, -1);
  }
}

void make_call(int channel, const struct request *request, struct response *response) {
  take_pieces_back();
  int error = refusal(request);
  if (error) {
    errno = error;
    answer(response, -1);
    return;
  }
  dispatch(channel, request, response);
  response->stray = stray_write();
}
