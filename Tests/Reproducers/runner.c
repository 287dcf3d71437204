/* Runs the programs of `vfio-conform reproduce --output`, each in a process of its own, and says how each ended.
 * PROGRAMS is a list of P(name) for each; their main is main_name. With an argument
 * those before the one of that name are passed over. */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define LIMIT 120 /* seconds that one may take */

#define P(name) int main_##name(int, char **);
#include PROGRAMS
#undef P
static const struct { const char *name; int (*main)(int, char **); } programs[] = {
#define P(name) {#name, main_##name},
#include PROGRAMS
};

static void run(const char *name, int (*program)(int, char **)) {
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    char *arguments[] = {(char *)name, NULL};
    setpgid(0, 0);
    alarm(LIMIT);
    int status = program(1, arguments);
    fflush(stdout);
    _exit(status);
  }
  int status = -1;
  waitpid(child, &status, 0);
  kill(-child, SIGKILL);
  while (waitpid(-1, NULL, WNOHANG) > 0) continue;
  printf("verdict %s %d\n", name, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

static void say(const char *device, const char *file, const char *text) {
  char path[512];
  snprintf(path, sizeof path, "/sys/bus/pci/devices/%s/%s", device, file);
  int fd = open(path, O_WRONLY);
  if (fd < 0) return;
  if (write(fd, text, strlen(text)) < 0) perror(path);
  close(fd);
}

/* As between the cases of a run, each device that is none of the host's rests with vfio-pci. */
static void rest_all(void) {
  DIR *devices = opendir("/sys/bus/pci/devices");
  for (struct dirent *entry; devices && (entry = readdir(devices));) {
    char path[512], link[512], class[16] = "";
    snprintf(path, sizeof path, "/sys/bus/pci/devices/%s/class", entry->d_name);
    int fd = open(path, O_RDONLY);
    if (fd < 0) continue;
    ssize_t length = read(fd, class, sizeof class - 1);
    close(fd);
    snprintf(path, sizeof path, "/sys/bus/pci/devices/%s/driver", entry->d_name);
    ssize_t count = readlink(path, link, sizeof link - 1);
    link[count > 0 ? count : 0] = 0;
    const char *driver = strrchr(link, '/') ? strrchr(link, '/') + 1 : "";
    if (length < 4 || strncmp(class, "0x06", 4) == 0 || !strcmp(driver, "vfio-pci") || !strcmp(driver, "virtio-pci")) continue;
    say(entry->d_name, "driver_override", "vfio-pci");
    if (*driver) say(entry->d_name, "driver/unbind", entry->d_name);
    int probe = open("/sys/bus/pci/drivers_probe", O_WRONLY);
    if (probe >= 0 && write(probe, entry->d_name, strlen(entry->d_name)) < 0) perror(entry->d_name);
    if (probe >= 0) close(probe);
  }
  if (devices) closedir(devices);
}

int main(int count, char **arguments) {
  int has_begun = count < 2;
  for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) {
    has_begun |= !has_begun && strcmp(arguments[1], programs[i].name) == 0;
    if (!has_begun) continue;
    rest_all();
    run(programs[i].name, programs[i].main);
  }
  return 0;
}
