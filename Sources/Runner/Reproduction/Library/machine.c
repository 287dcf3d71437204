@@ change_kind
enum change_kind { CONTENTS, MODE, COMMAND, LOADED, REMOVED, MEDIATED };
@@ remember
/* Notes what is put back when the case is over. */
static struct change *remember(int kind, const char *path) {
  if (state->changes >= 256) impossible("remember", path);
  struct change *change = &state->change[state->changes];
  change->kind = kind;
  snprintf(change->path, sizeof change->path, "%s", path);
  return change;
}
@@ keep_file
static void keep_file(const char *path) {
  struct change *change = remember(CONTENTS, path);
  long long count = read_file(path, change->text, sizeof change->text);
  if (count < 0) return;
  if (strncmp(change->text, "(null)", 6) == 0) strcpy(change->text, "\n"), count = 1;
  change->count = (int)count;
  state->changes++;
}
@@ keep_mode
static void keep_mode(const char *path) {
  struct change *change = remember(MODE, path);
  struct stat status;
  if (stat(path, &status) < 0) return;
  change->count = (int)(status.st_mode & 07777);
  state->changes++;
}
@@ keep_mediated
static void keep_mediated(void) {
  struct change *change = remember(MEDIATED, "/sys/bus/mdev/devices");
  if (list_names(change->path, change->text, sizeof change->text) < 0) change->text[0] = 0;
  state->changes++;
}
@@ undo_with
static void undo_with(int kind, const char *path, const char *text) {
  struct change *change = remember(kind, path);
  change->count = snprintf(change->text, sizeof change->text, "%s", text);
  state->changes++;
}
@@ put_back
static void put_back(void) {
  while (state->changes > 0) {
    struct change *change = &state->change[--state->changes];
    switch ((enum change_kind)change->kind) {
      case CONTENTS: case COMMAND: write_file(change->path, change->text, (size_t)change->count); break;
      case MODE: chmod(change->path, (mode_t)change->count); break;
      case LOADED: remove_module(change->path); break;
      case REMOVED: load_module(change->path, change->text); break;
      case MEDIATED: {
        static char names[1 << 16];
        if (list_names(change->path, names, sizeof names) < 0) break;
        for (long long i = 0; i < name_count(names); i++) {
          char path[512];
          const char *name = name_at(names, i);
          if (has_name(change->text, name)) continue;
          snprintf(path, sizeof path, "%s/%s/remove", change->path, name);
          write_file(path, "1", 1);
        }
      }
    }
  }
}
@@ driver_of
static const char *driver_of(const char *device) {
  static char link[512];
  if (read_link(formatted("/sys/bus/pci/devices/%s/driver", device), link, sizeof link) < 0) return "";
  return filename(link);
}
@@ bind_driver
/* Gives a device a driver, or none. */
static void bind_driver(const char *device, const char *driver) {
  if (access(formatted("/sys/bus/pci/devices/%s", device), F_OK) < 0) write_file("/sys/bus/pci/rescan", "1", 1);
  const char *override = *driver ? driver : "\n";
  write_file(formatted("/sys/bus/pci/devices/%s/driver_override", device), override, strlen(override));
  if (strcmp(driver_of(device), driver) == 0) return;
  write_file(formatted("/sys/bus/pci/devices/%s/driver/unbind", device), device, strlen(device));
  if (!*driver) return;
  write_file("/sys/bus/pci/drivers_probe", device, strlen(device));
  if (strcmp(driver_of(device), driver) == 0) return;
  write_file(formatted("/sys/bus/pci/drivers/%s/bind", driver), device, strlen(device));
  if (strcmp(driver_of(device), driver)) impossible(formatted("bind to %s the device", driver), device);
}
@@ bind_group
/* The other devices of a group rest with vfio-pci, so that the group is viable. */
static void bind_group(const char *device, int count, const char *const *others) {
  char names[4096], class[32];
  if (list_names(formatted("/sys/bus/pci/devices/%s/iommu_group/devices", device), names, sizeof names) < 0) return;
  for (long long i = 0; i < name_count(names); i++) {
    const char *name = name_at(names, i);
    int has_part = 0;
    for (int j = 0; j < count; j++) has_part |= strcmp(others[j], name) == 0;
    if (has_part || read_text(formatted("/sys/bus/pci/devices/%s/class", name), class, sizeof class) < 0) continue;
    if (strncmp(class, "0x06", 4)) bind_driver(name, "vfio-pci");
  }
}
@@ group_of
static long long group_of(const char *device) {
  char link[512];
  if (read_link(formatted("/sys/bus/pci/devices/%s/iommu_group", device), link, sizeof link) < 0) return -1;
  return atoll(filename(link));
}
@@ address_of
/* The address of a device that the command line names. */
static const char *address_of(const char *option, const char *word) {
  unsigned part[4];
  int length = 0;
  if (sscanf(word, "%4x:%2x:%2x.%1x%n", &part[0], &part[1], &part[2], &part[3], &length) != 4 || word[length])
    fprintf(stderr, "%s: '%s' is not the address of a device, such as 0000:03:00.0\n", option, word);
  else if (access(formatted("/sys/bus/pci/devices/%s", word), F_OK) < 0)
    fprintf(stderr, "%s: there is no device %s\n", option, word);
  else
    return word;
  exit(2);
}
@@ find_device
/* The device with a part in the case: the one that was named, else one with these ids. */
static const char *find_device(const char *named, const char *usual, unsigned vendor, unsigned id, int count, const char *const *taken) {
  static char names[1 << 16];
  char ids[2][32];
  if (named) return named;
  if (list_names("/sys/bus/pci/devices", names, sizeof names) < 0) names[0] = 0;
  for (int round = 0; round < 2; round++) {
    for (long long i = 0; i < name_count(names); i++) {
      const char *name = name_at(names, i);
      if ((round == 0) != (strcmp(name, usual) == 0)) continue;
      int is_taken = 0;
      for (int j = 0; j < count; j++) is_taken |= strcmp(taken[j], name) == 0;
      if (is_taken || read_text(formatted("/sys/bus/pci/devices/%s/vendor", name), ids[0], sizeof ids[0]) < 0 ||
          read_text(formatted("/sys/bus/pci/devices/%s/device", name), ids[1], sizeof ids[1]) < 0)
        continue;
      if (strtoul(ids[0], NULL, 16) == vendor && strtoul(ids[1], NULL, 16) == id) return strdup(name);
    }
  }
  errno = ENODEV;
  impossible("find a device like", usual);
  return NULL;
}
@@ begin
static void begin(void) {
  state = mmap(NULL, sizeof *state, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (state == MAP_FAILED) state = NULL, impossible("mmap", "");
  state->turn = 1;
  state->verdict = -1;
  prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) limit.rlim_cur = 1024, setrlimit(RLIMIT_NOFILE, &limit);
}
@@ shared_memory
static void *shared_memory(size_t size) {
  void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) impossible("mmap", "");
  return memory;
}
@@ supervise
/* Waits for the verdict, ends all processes, and puts back what they changed. */
static int supervise(void) {
  int status;
  while (atomic_load(&state->verdict) < 0) {
    pid_t ended = waitpid(-1, &status, WNOHANG);
    int is_lost = ended > 0 && WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL;
    if (is_lost || (ended < 0 && errno == ECHILD)) {
      printf("FAILED a process ended before its steps did%s%s\n", is_lost ? ": " : "", is_lost ? strsignal(WTERMSIG(status)) : "");
      decide(1);
    } else if (ended == 0) {
      usleep(500);
    }
  }
  for (int i = 0; i < 64; i++)
    if (state->pids[i] > 0) kill(state->pids[i], SIGKILL);
  while (waitpid(-1, &status, 0) > 0 || errno == EINTR) continue;
  put_back();
  int verdict = atomic_load(&state->verdict);
  puts(verdict == 0 ? "passed" : verdict == 1 ? "failed" : "cannot run");
  return verdict;
}
