/* The guard: a program that must not outlive the harness, even where the harness is killed. */
#include "executor.h"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* How long a program may go on after its lifeline closed, so that one about to end does so with its own status. */
#define GRACE_MILLISECONDS 500

/* Runs the command until it ends, or until the other side closes the lifeline (or writes to it, which brooks no delay);
 * returns its exit status. */
int guard(int lifeline, char **command) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGCHLD);
  sigprocmask(SIG_BLOCK, &signals, NULL);
  int ended = signalfd(-1, &signals, SFD_CLOEXEC);
  pid_t child = fork();
  if (child < 0 || ended < 0) return 126;
  if (child == 0) {
    /* The guard has one thread, so the signal comes when the guard dies and never before. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigprocmask(SIG_UNBLOCK, &signals, NULL);
    close(lifeline);
    execvp(command[0], command);
    _exit(127);
  }
  struct pollfd events[] = {{.fd = lifeline, .events = POLLIN}, {.fd = ended, .events = POLLIN}};
  while (poll(events, 2, -1) < 0) {}
  uint8_t now;
  int at_once = events[0].revents && recv(lifeline, &now, 1, MSG_DONTWAIT) == 1;
  if (!events[1].revents && (at_once || poll(events + 1, 1, GRACE_MILLISECONDS) == 0)) kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
