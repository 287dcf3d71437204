/* The guard: a program that must not outlive the harness, even where the harness is killed. */
#include "executor.h"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs the command until it ends, or until the other side closes the lifeline; returns its exit status. */
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
  int status = 0;
  /* A child that was stopped is told of too; that is no end. */
  while (waitpid(child, &status, WNOHANG) == 0) {
    if (poll(events, 2, -1) < 0) continue;
    struct signalfd_siginfo info;
    if (events[1].revents && read(ended, &info, sizeof info) <= 0) continue;
    if (!events[0].revents) continue;
    kill(child, SIGKILL);
    events[0].fd = -1;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
