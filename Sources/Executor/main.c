/* Where the executor begins: as PID 1 of a guest, as a child of the harness, as a process of a case again after exec,
 * or as the guard of another program. */
#include "executor.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

static size_t greet(char *text, size_t size) {
  struct utsname name;
  uname(&name);
  return (size_t)snprintf(text, size, "protocol 1\nrelease %s\nversion %s\narchitecture %s\npagesize %ld\n",
                          name.release, name.version, name.machine, sysconf(_SC_PAGESIZE));
}

/* A descriptor as an argument names it, -1 where it names none. */
static int descriptor(const char *text) {
  char *end;
  long number = strtol(text, &end, 10);
  return *text && !*end && number >= 0 && number <= INT32_MAX ? (int)number : -1;
}

int main(int count, char **arguments) {
  static char greeting[8192];
  static const int ignored[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  signal(SIGPIPE, SIG_IGN);
  /* Children that nobody waits for are no children: whoever started this may have wished so for its own. */
  signal(SIGCHLD, SIG_DFL);
  if (getpid() == 1) {
    size_t used = greet(greeting, sizeof greeting);
    int transport = prepare_guest(greeting + used, sizeof greeting - used);
    if (transport >= 0) {
      open_kernel_log(0);
      serve_harness(transport, greeting);
    }
    power_off();
  }
  const char *role = count > 2 ? arguments[1] : "";
  int fd = count > 2 ? descriptor(arguments[2]) : -1;
  if (fd >= 0 && count == 3 && strcmp(role, "--connect-fd") == 0) {
    greet(greeting, sizeof greeting);
    /* It ends with its channel, once it has put things back, and no earlier. */
    for (size_t i = 0; i < sizeof ignored / sizeof ignored[0]; i++) signal(ignored[i], SIG_IGN);
    open_kernel_log(1);
    serve_harness(fd, greeting);
    return 0;
  }
  if (fd >= 0 && count == 4 && strcmp(role, "--process") == 0)
    resume_process(fd, (uint32_t)strtoul(arguments[3], NULL, 10));
  if (fd >= 0 && count > 3 && strcmp(role, "--guard") == 0) return guard(fd, arguments + 3);
  fprintf(stderr, "usage: %s --connect-fd N | --guard N COMMAND…\n", arguments[0]);
  return 2;
}
