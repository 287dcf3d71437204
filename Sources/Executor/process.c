/* A process of a case: how it begins, and the loop in which it makes its calls. */
#define _GNU_SOURCE
#include "executor.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static uint8_t input[MAX_DATA + 1], output[MAX_DATA];
static int channel;

int send_descriptor(int socket, int fd) {
  uint8_t byte = 0;
  struct iovec vector = {.iov_base = &byte, .iov_len = 1};
  union { struct cmsghdr header; char room[CMSG_SPACE(sizeof(int))]; } control;
  memset(&control, 0, sizeof control);
  control.header = (struct cmsghdr){
    .cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
  memcpy(CMSG_DATA(&control.header), &fd, sizeof fd);
  struct msghdr message = {
    .msg_iov = &vector, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
  return sendmsg(socket, &message, MSG_NOSIGNAL) == 1 ? 0 : -1;
}

int receive_descriptor(int socket) {
  uint8_t byte;
  struct iovec vector = {.iov_base = &byte, .iov_len = 1};
  union { struct cmsghdr header; char room[CMSG_SPACE(sizeof(int))]; } control;
  struct msghdr message = {
    .msg_iov = &vector, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
  if (recvmsg(socket, &message, 0) < 0) return -1;
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  if (!header || header->cmsg_type != SCM_RIGHTS) {
    errno = ENOMSG;
    return -1;
  }
  int fd;
  memcpy(&fd, CMSG_DATA(header), sizeof fd);
  return fd;
}

/* Gives capabilities up for good: the bounding set too, or exec would bring them back to a root process. */
static int drop_capabilities(uint64_t dropped) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct data[2];
  for (unsigned long bit = 0; bit < 64; bit++)
    if (dropped >> bit & 1 && prctl(PR_CAPBSET_DROP, bit, 0, 0, 0) < 0) return -1;
  if (syscall(SYS_capget, &header, data) < 0) return -1;
  for (int i = 0; i < 2; i++) {
    uint32_t kept = ~(uint32_t)(dropped >> 32 * i);
    data[i].effective &= kept;
    data[i].permitted &= kept;
    data[i].inheritable &= kept;
  }
  return (int)syscall(SYS_capset, &header, data);
}

static int change_user(uid_t user, gid_t group) {
  if (user == geteuid() && group == getegid()) return 0;
  if (setgroups(0, NULL) < 0) return -1;
  if (setresgid(group, group, group) < 0) return -1;
  return setresuid(user, user, user);
}

/* Limits, credentials and capabilities, in the order in which the one needs the other. The server has seen to it that
 * the request holds what it says. */
static int apply_options(const struct request *spawn, int forked) {
  const uint64_t *a = spawn->argument;
  for (uint64_t i = 0; i < a[5]; i++) {
    const uint8_t *entry = spawn->data + 16 * i;
    struct rlimit limit = {.rlim_cur = get64(entry + 8), .rlim_max = get64(entry + 8)};
    if (setrlimit((int)get32(entry), &limit) < 0) return -1;
  }
  /* Capabilities leave the bounding set while the process may still do that. */
  if (a[4] != 0 && drop_capabilities(a[4]) < 0) return -1;
  /* A fork has its parent's credentials unless it is given others. */
  if (!forked || a[2] != 0 || a[3] != 0)
    if (change_user((uid_t)a[2], (gid_t)a[3]) < 0) return -1;
  /* A change of credentials clears the death signal, so it is asked for last. */
  return prctl(PR_SET_PDEATHSIG, SIGKILL);
}

/* Tells the executor that the process is there, or why not. */
static void announce(const struct request *spawn, int result) {
  struct response response = {.sequence = spawn->sequence};
  answer(&response, result);
  if (result == 0) response.value = getpid();
  if (send_response(channel, &response) < 0 || result < 0) _exit(1);
}

/* The child is the executor's, not its parent's, so that the executor can wait for its end. */
static pid_t fork_sibling(void) {
  const unsigned long flags = CLONE_PARENT | SIGCHLD;
#ifdef __s390x__
  /* The stack comes first there. */
  return (pid_t)syscall(SYS_clone, 0, flags, 0, 0, 0);
#else
  return (pid_t)syscall(SYS_clone, flags, 0, 0, 0, 0);
#endif
}

/* Takes the child's channel in, and puts the limit of open files back that the server lifted for it: before the child
 * can speak, so that the next fork finds it right. The limit stands behind the data of the spawn. */
static int take_channel(const struct request *request, int passed) {
  if (passed < 0 || request->argument[5] >= MAX_DATA / 16 || request->length != 16 * (request->argument[5] + 1)) {
    errno = EBADMSG;
    return -1;
  }
  int channel_number = fcntl(passed, F_DUPFD_CLOEXEC, CHANNEL_FLOOR), error = errno;
  const uint8_t *saved = request->data + request->length - 16;
  struct rlimit limit = {.rlim_cur = get64(saved), .rlim_max = get64(saved + 8)};
  int restored = setrlimit(RLIMIT_NOFILE, &limit);
  if (channel_number < 0) errno = error;
  if (channel_number < 0 || restored == 0) return channel_number;
  close(channel_number);
  return -1;
}

/* Only the child answers, unless there is none. */
static void fork_process(struct request *request, int passed) {
  int theirs = take_channel(request, passed), error = errno;
  if (passed >= 0) close(passed);
  pid_t child = theirs < 0 ? -1 : fork_sibling();
  if (child == 0) {
    close(channel);
    channel = theirs;
    announce(request, apply_options(request, 1));
    return;
  }
  if (theirs >= 0) error = errno;
  if (theirs >= 0) close(theirs);
  if (child > 0) return;
  struct response response = {.sequence = request->sequence, .value = -1, .error = (uint32_t)error};
  if (send_response(channel, &response) < 0) _exit(1);
}

static void call_exec(const struct request *request, struct response *response) {
  char fd[16], sequence[16];
  snprintf(fd, sizeof fd, "%d", channel);
  snprintf(sequence, sizeof sequence, "%u", request->sequence);
  char *arguments[] = {"vfio-executor", "--process", fd, sequence, NULL};
  int kept = fcntl(channel, F_SETFD, 0);
  answer(response, kept < 0 ? -1 : execve("/proc/self/exe", arguments, environ));
  if (fcntl(channel, F_SETFD, FD_CLOEXEC) < 0) _exit(1);
}

static void serve_calls(void) __attribute__((noreturn));
static void serve_calls(void) {
  struct request request = {.data = input};
  int passed;
  while (receive_request(channel, &request, &passed) == 0) {
    struct response response = {.sequence = request.sequence, .data = output};
    if (request.operation == OP_FORK) {
      fork_process(&request, passed);
      continue;
    }
    if (passed >= 0) close(passed);
    if (request.operation == OP_EXEC)
      call_exec(&request, &response);
    else
      make_call(channel, &request, &response);
    if (send_response(channel, &response) < 0) break;
  }
  _exit(1);
}

/* Leaves descriptors 0 to 2 on /dev/null and none beside them but the channel. */
static int isolate_descriptors(int fd) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return -1;
  limit.rlim_cur = 1024;
  if (limit.rlim_max > 4096) limit.rlim_max = 4096;
  if (setrlimit(RLIMIT_NOFILE, &limit) < 0) return -1;
  channel = fcntl(fd, F_DUPFD_CLOEXEC, CHANNEL_FLOOR);
  if (channel < 0) return -1;
  int null = open("/dev/null", O_RDWR);
  for (int i = 0; i < 3; i++)
    if (null < 0 || dup2(null, i) < 0) return -1;
  if (syscall(SYS_close_range, 3, channel - 1, 0) < 0) return -1;
  return (int)syscall(SYS_close_range, channel + 1, ~0u, 0);
}

void run_process(int fd, const struct request *spawn) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  if (isolate_descriptors(fd) < 0 || prepare_for_faults() < 0) _exit(1);
  announce(spawn, apply_options(spawn, 0));
  serve_calls();
}

void resume_process(int fd, uint32_t sequence) {
  channel = fd;
  if (fcntl(channel, F_SETFD, FD_CLOEXEC) < 0 || prepare_for_faults() < 0) _exit(1);
  struct response response = {.sequence = sequence};
  if (send_response(channel, &response) < 0) _exit(1);
  serve_calls();
}
