/*
 * Kills a process at a step of its own: preloaded, it counts the calls by which a process changes what others see
 * (files, and the executor's channel), and before the one that KILL_AT names it sends SIGKILL. The state of the disk
 * changes at no other moments, so killing at each of them is killing at every moment.
 * A container can be had: the cases that are run so need none, and the machine may have no VFIO.
 * With KILL_COUNT, the number of such calls is written to that file when the process ends.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static atomic_long steps;

static void step(void) {
  const char *at = getenv("KILL_AT");
  long now = atomic_fetch_add(&steps, 1) + 1;
  if (at && now == atol(at)) kill(getpid(), SIGKILL);
}

__attribute__((destructor)) static void tell(void) {
  const char *path = getenv("KILL_COUNT");
  FILE *file = path ? fopen(path, "w") : NULL;
  if (file) {
    fprintf(file, "%ld", atomic_load(&steps));
    fclose(file);
  }
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define OPENER(name)                                     \
  int name(const char *path, int flags, ...) {           \
    va_list arguments;                                   \
    va_start(arguments, flags);                          \
    mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0; \
    va_end(arguments);                                   \
    if (flags & (O_CREAT | O_TRUNC)) step();             \
    if (strcmp(path, "/dev/vfio/vfio") == 0) path = "/dev/null"; \
    return NEXT(name)(path, flags, mode);                \
  }

OPENER(open)
OPENER(open64)

#define STEP(result, name, parameters, arguments) \
  result name parameters {                        \
    step();                                       \
    return NEXT(name) arguments;                  \
  }

STEP(ssize_t, write, (int file, const void *bytes, size_t count), (file, bytes, count))
STEP(ssize_t, pwrite, (int file, const void *bytes, size_t count, off_t at), (file, bytes, count, at))
STEP(ssize_t, send, (int file, const void *bytes, size_t count, int flags), (file, bytes, count, flags))
STEP(ssize_t, sendmsg, (int file, const struct msghdr *message, int flags), (file, message, flags))
STEP(int, rename, (const char *from, const char *to), (from, to))
STEP(int, unlink, (const char *path), (path))
STEP(int, symlink, (const char *target, const char *path), (target, path))
STEP(int, mkdir, (const char *path, mode_t mode), (path, mode))
STEP(int, ftruncate, (int file, off_t length), (file, length))
STEP(int, flock, (int file, int operation), (file, operation))
