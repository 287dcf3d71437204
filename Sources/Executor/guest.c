/* PID 1 of a guest: makes an initramfs into a system, and finds the line to the harness. */
#define _GNU_SOURCE
#include "executor.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define PORT_NAME "org.vfio-conform.executor"
#define PORTS "/sys/class/virtio-ports"
#define PROGRAM "/program"
#define SERIAL_LINE "/dev/ttyS1"
/* How long the host may take to name the port and to be there: 5 seconds, in steps. */
#define ATTEMPTS 1000
#define STEP_MICROSECONDS 5000

static void mount_all(void) {
  static const struct { const char *type, *path, *options; } systems[] = {
    {"devtmpfs", "/dev", "mode=0755"}, {"proc", "/proc", ""}, {"sysfs", "/sys", ""},
    {"tmpfs", "/tmp", "mode=1777"}, {"tmpfs", "/dev/shm", "mode=1777"}};
  for (size_t i = 0; i < sizeof systems / sizeof systems[0]; i++) {
    mkdir(systems[i].path, 0755);
    mount(systems[i].type, systems[i].path, systems[i].type, 0, systems[i].options);
  }
}

/* Loads what /modules/order lists; each that fails becomes a line of the greeting. */
static void load_modules(char *greeting, size_t size) {
  FILE *order = fopen(MODULES "/order", "re");
  if (!order) return;
  char line[1024];
  while (fgets(line, sizeof line, order)) {
    line[strcspn(line, "\n")] = 0;
    char *parameters = strchr(line, ' ');
    if (parameters) *parameters++ = 0;
    if (load_module(line, parameters ? parameters : "") == 0 || errno == EEXIST) continue;
    int used = snprintf(greeting, size, "module %s %d\n", line, errno);
    if (used < 0 || (size_t)used >= size) break;
    greeting += used;
    size -= (size_t)used;
  }
  fclose(order);
}

/* Opens the port that bears the executor's name; -1 where there is none yet. */
static int open_port(void) {
  DIR *ports = opendir(PORTS);
  if (!ports) return -1;
  int fd = -1;
  for (struct dirent *entry; fd < 0 && (entry = readdir(ports));) {
    char path[320], name[64] = "";
    snprintf(path, sizeof path, PORTS "/%s/name", entry->d_name);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) continue;
    ssize_t count = read(file, name, sizeof name - 1);
    close(file);
    if (count <= 0) continue;
    name[strcspn(name, "\n")] = 0;
    if (strcmp(name, PORT_NAME) != 0) continue;
    snprintf(path, sizeof path, "/dev/%s", entry->d_name);
    fd = open(path, O_RDWR | O_CLOEXEC);
  }
  closedir(ports);
  return fd;
}

/* A port whose host is away reads as ended, so the host is waited for. */
static int wait_for_port(void) {
  int fd = -1;
  for (int i = 0; i < ATTEMPTS; i++) {
    if (fd < 0) fd = open_port();
    struct pollfd event = {.fd = fd, .events = POLLOUT};
    if (fd >= 0 && poll(&event, 1, 0) > 0 && !(event.revents & POLLHUP)) return fd;
    usleep(STEP_MICROSECONDS);
  }
  if (fd >= 0) close(fd);
  return -1;
}

static int open_serial_line(void) {
  int fd = open(SERIAL_LINE, O_RDWR | O_NOCTTY | O_CLOEXEC);
  struct termios settings;
  if (fd < 0 || tcgetattr(fd, &settings) < 0) return -1;
  cfmakeraw(&settings);
  settings.c_cflag |= CLOCAL | CREAD;
  cfsetspeed(&settings, B115200);
  return tcsetattr(fd, TCSANOW, &settings) < 0 ? -1 : fd;
}

/* A guest that was booted for one program runs it instead of the harness's calls, and tells the console how it ended. */
static void run_program(void) {
  if (access(PROGRAM, X_OK) < 0) return;
  static char words[1 << 16];
  char *arguments[1024] = {PROGRAM};
  size_t count = 1;
  int fd = open(PROGRAM ".arguments", O_RDONLY | O_CLOEXEC);
  ssize_t length = fd < 0 ? 0 : read(fd, words, sizeof words - 1);
  for (char *word = words; word < words + length && count < 1023; word += strlen(word) + 1) arguments[count++] = word;
  pid_t child = fork();
  if (child == 0) {
    int console = open("/dev/console", O_RDWR);
    for (int i = 0; i < 3; i++) dup2(console, i);
    if (console > 2) close(console);
    execv(PROGRAM, arguments);
    _exit(127);
  }
  int status = -1;
  if (child > 0) waitpid(child, &status, 0);
  printf("\nprogram ended %d\n", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
  fflush(stdout);
  tcdrain(STDOUT_FILENO);
  power_off();
}

int prepare_guest(char *greeting, size_t size) {
  mount_all();
  load_modules(greeting, size);
  run_program();
  int fd = access(PORTS, F_OK) == 0 ? wait_for_port() : -1;
  return fd >= 0 ? fd : open_serial_line();
}

void power_off(void) {
  sync();
  reboot(RB_POWER_OFF);
  for (;;) pause();
}
