/* Whole files, folders and names: the shortest run of calls that does the job. */
#define _GNU_SOURCE
#include "executor.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static int64_t close_keeping_errno(int fd, int64_t result) {
  int error = errno;
  close(fd);
  errno = error;
  return result;
}

static int64_t read_file(const char *path, uint64_t limit, struct response *response) {
  if (limit > MAX_DATA) limit = MAX_DATA;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  size_t total = 0;
  uint8_t *contents = lend(limit);
  while (total < limit) {
    ssize_t count = read(fd, contents + total, limit - total);
    if (count < 0) return close_keeping_errno(fd, -1);
    if (count == 0) break;
    total += (size_t)count;
  }
  close(fd);
  keep(total);
  memcpy(response->data, contents, total);
  response->length = (uint32_t)total;
  return (int64_t)total;
}

int64_t write_file(const char *path, const uint8_t *bytes, size_t count) {
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  return close_keeping_errno(fd, write(fd, bytes, count));
}

static int by_bytes(const struct dirent **left, const struct dirent **right) {
  return strcmp((*left)->d_name, (*right)->d_name);
}

static int is_real(const struct dirent *entry) {
  return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static int64_t list_folder(const char *path, struct response *response) {
  struct dirent **entries;
  int count = scandir(path, &entries, is_real, by_bytes);
  if (count < 0) return -1;
  int64_t result = count;
  for (int i = 0; i < count; i++) {
    size_t size = strlen(entries[i]->d_name) + 1;
    if (response->length + size <= MAX_DATA) {
      memcpy(response->data + response->length, entries[i]->d_name, size);
      response->length += (uint32_t)size;
    } else {
      errno = EOVERFLOW;
      result = -1;
    }
    free(entries[i]);
  }
  free(entries);
  return result;
}

static int64_t status_of(const char *path, struct response *response) {
  struct stat *status = (struct stat *)lend(sizeof *status);
  if (stat(path, status) < 0) return -1;
  uint32_t words[] = {
    status->st_mode, status->st_uid, status->st_gid, major(status->st_rdev), minor(status->st_rdev), 0};
  for (int i = 0; i < 6; i++) put32(response->data + 4 * i, words[i]);
  put64(response->data + 24, (uint64_t)status->st_size);
  response->length = 32;
  return 0;
}

static int64_t link_target(const char *path, struct response *response) {
  uint8_t *target = lend(4096);
  ssize_t count = readlink(path, (char *)target, 4096);
  if (count < 0) return -1;
  keep((size_t)count);
  memcpy(response->data, target, (size_t)count);
  response->length = (uint32_t)count;
  return count;
}

/* The data are the path, a NUL and the contents. */
static int64_t write_contents(const struct request *request) {
  const char *path = (const char *)request->data;
  size_t start = strlen(path) + 1;
  if (start > request->length) {
    errno = EINVAL;
    return -1;
  }
  return write_file(path, give(request->data + start, request->length - start), request->length - start);
}

void file_call(const char *path, const struct request *request, struct response *response) {
  switch (request->operation) {
    case OP_READ_FILE: answer(response, read_file(path, request->argument[0], response)); break;
    case OP_WRITE_FILE: answer(response, write_contents(request)); break;
    case OP_LIST: answer(response, list_folder(path, response)); break;
    case OP_READLINK: answer(response, link_target(path, response)); break;
    case OP_STAT: answer(response, status_of(path, response)); break;
    default: answer(response, chmod(path, (mode_t)request->argument[0])); break;
  }
}
