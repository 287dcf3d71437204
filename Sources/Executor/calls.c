/* The system calls of a process of a case. */
#define _GNU_SOURCE
#include "executor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
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

static void call_ioctl(const struct request *request, struct response *response) {
  const uint64_t *a = request->argument;
  if (a[2] == 0) {
    answer(response, syscall(SYS_ioctl, (int)a[0], a[1], a[3]));
    return;
  }
  /* A copy of exactly that size, so that what the kernel reads beyond it is not by chance right. */
  uint8_t *copy = malloc(request->length ? request->length : 1);
  if (!copy) {
    errno = ENOMEM;
    answer(response, -1);
    return;
  }
  memcpy(copy, request->data, request->length);
  answer(response, syscall(SYS_ioctl, (int)a[0], a[1], copy));
  memcpy(response->data, copy, request->length);
  response->length = request->length;
  free(copy);
}

static void call_transfer(struct request *request, struct response *response) {
  const uint64_t *a = request->argument;
  int fd = (int)a[0], reads = request->operation == OP_READ || request->operation == OP_PREAD;
  int positioned = request->operation == OP_PREAD || request->operation == OP_PWRITE;
  void *buffer = a[2] == 0 ? (void *)(uintptr_t)a[3] : reads ? response->data : request->data;
  size_t count = a[2] != 0 && !reads ? request->length : a[1];
  if (a[2] != 0 && count > MAX_DATA) {
    errno = EMSGSIZE;
    answer(response, -1);
    return;
  }
  ssize_t moved;
  if (positioned)
    moved = reads ? pread(fd, buffer, count, (off_t)a[4]) : pwrite(fd, buffer, count, (off_t)a[4]);
  else
    moved = reads ? read(fd, buffer, count) : write(fd, buffer, count);
  answer(response, moved);
  if (a[2] != 0 && reads && moved > 0) response->length = (uint32_t)moved;
}

static void call_poll(const struct request *request, struct response *response) {
  nfds_t count = request->length / 8;
  struct pollfd *entries = calloc(count + 1, sizeof *entries);
  if (!entries) {
    errno = ENOMEM;
    answer(response, -1);
    return;
  }
  for (nfds_t i = 0; i < count; i++) {
    const uint8_t *in = request->data + 8 * i;
    entries[i].fd = (int)get32(in);
    entries[i].events = (short)(in[4] | in[5] << 8);
  }
  answer(response, poll(entries, count, (int)request->argument[0]));
  memcpy(response->data, request->data, 8 * count);
  for (nfds_t i = 0; i < count; i++) {
    response->data[8 * i + 6] = (uint8_t)entries[i].revents;
    response->data[8 * i + 7] = (uint8_t)((unsigned short)entries[i].revents >> 8);
  }
  response->length = 8 * (uint32_t)count;
  free(entries);
}

static void call_socketpair(struct response *response) {
  int pair[2];
  int result = socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
  answer(response, result);
  if (result < 0) return;
  response->value = pair[0];
  put32(response->data, (uint32_t)pair[1]);
  response->length = 4;
}

static int set_soft_limit(int resource, uint64_t soft) {
  struct rlimit limit;
  if (getrlimit(resource, &limit) < 0) return -1;
  limit.rlim_cur = soft;
  return setrlimit(resource, &limit);
}

static void call_load_module(const struct request *request, struct response *response) {
  const char *name = (const char *)request->data;
  size_t length = strlen(name);
  answer(response, load_module(name, length < request->length ? name + length + 1 : ""));
}

void make_call(int channel, struct request *request, struct response *response) {
  const uint64_t *a = request->argument;
  const char *path = (const char *)request->data;
  switch (request->operation) {
    case OP_OPEN: answer(response, open(path, (int)a[0], 0600)); break;
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
    case OP_MMAP: answer(response, raw(SYS_mmap, a)); break;
    case OP_MUNMAP: answer(response, raw(SYS_munmap, a)); break;
    case OP_MREMAP: answer(response, syscall(SYS_mremap, a[0], a[1], a[2], a[3], 0)); break;
    case OP_MPROTECT: answer(response, raw(SYS_mprotect, a)); break;
    case OP_LOAD: case OP_STORE: case OP_PEEK: case OP_POKE: memory_call(request, response); break;
    case OP_EVENTFD: answer(response, eventfd((unsigned)a[0], (int)a[1])); break;
    case OP_MEMFD: answer(response, memfd_create("vfio-conform", (unsigned)a[0])); break;
    case OP_SOCKETPAIR: call_socketpair(response); break;
    case OP_SEND_FD: answer(response, send_descriptor((int)a[0], (int)a[1])); break;
    case OP_RECEIVE_FD: answer(response, receive_descriptor((int)a[0])); break;
    case OP_POLL: call_poll(request, response); break;
    case OP_READ_FILE: case OP_WRITE_FILE: case OP_LIST: case OP_READLINK: case OP_STAT: case OP_CHMOD:
      file_call(request, response);
      break;
    case OP_SETRLIMIT: answer(response, set_soft_limit((int)a[0], a[1])); break;
    case OP_LOAD_MODULE: call_load_module(request, response); break;
    case OP_REMOVE_MODULE: answer(response, syscall(SYS_delete_module, path, O_NONBLOCK)); break;
    default:
      errno = ENOSYS;
      answer(response, -1);
  }
}
