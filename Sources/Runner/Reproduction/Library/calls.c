@@ access_memory
/* An access to memory, where a signal is a result. */
static sigjmp_buf faulted;
static void on_fault(int signal) { siglongjmp(faulted, signal); }
static int access_memory(void (*access)(void *, void *, size_t), void *a, void *b, size_t count) {
  struct sigaction action = {.sa_handler = on_fault}, bus, segmentation;
  sigaction(SIGBUS, &action, &bus);
  sigaction(SIGSEGV, &action, &segmentation);
  fault = sigsetjmp(faulted, 1);
  if (!fault) access(a, b, count);
  sigaction(SIGBUS, &bus, NULL);
  sigaction(SIGSEGV, &segmentation, NULL);
  return fault ? -1 : 0;
}
@@ nowhere
/* A null pointer of which the compiler does not know that it is one: it would complain of calls that are given none. */
static void *volatile nowhere;
@@ copy_bytes
static void copy_bytes(void *to, void *from, size_t count) {
  for (volatile unsigned char *a = to, *b = from; count > 0; count--) *a++ = *b++;
}
@@ peek
static int peek(void *to, unsigned long long address, size_t count) {
  return access_memory(copy_bytes, to, (void *)address, count);
}
@@ poke
static int poke(unsigned long long address, const void *bytes, size_t count) {
  return access_memory(copy_bytes, (void *)address, (void *)bytes, count);
}
@@ move_word
/* One load and one store of so many bytes. */
static void move_word(void *to, void *from, size_t width) {
  switch (width) {
    case 1: *(volatile uint8_t *)to = *(volatile uint8_t *)from; break;
    case 2: *(volatile uint16_t *)to = *(volatile uint16_t *)from; break;
    case 4: *(volatile uint32_t *)to = *(volatile uint32_t *)from; break;
    default: *(volatile uint64_t *)to = *(volatile uint64_t *)from;
  }
}
@@ loaded
static uint64_t loaded;
@@ load_word
static int load_word(unsigned long long address, size_t width) {
  loaded = 0;
  return access_memory(move_word, &loaded, (void *)address, width);
}
@@ store_word
static int store_word(unsigned long long address, size_t width, uint64_t value) {
  return access_memory(move_word, (void *)address, &value, width);
}
@@ events_back
static int events_back;
@@ poll_one
static int poll_one(int fd, int events, int milliseconds) {
  struct pollfd entry = {.fd = fd, .events = (short)events};
  int count = poll(&entry, 1, milliseconds);
  events_back = (unsigned short)entry.revents;
  return count;
}
@@ counter
static unsigned long long counter;
@@ read_counter
static void read_counter(int fd) {
  counter = 0;
  CALL(read(fd, &counter, sizeof counter));
}
@@ await_event
static void await_event(int fd, int milliseconds, const char *expected) {
  CALL(poll_one(fd, POLLIN, milliseconds));
  if (result == -1) return;
  if (!(events_back & POLLIN)) fail(expected);
  read_counter(fd);
}
@@ must_be_quiet
static void must_be_quiet(int fd, int milliseconds, const char *expected) {
  counter = 0;
  CALL(poll_one(fd, POLLIN, milliseconds));
  if (result != -1 && events_back & POLLIN) fail(expected);
}
@@ drain_event
static void drain_event(int fd) {
  counter = 0;
  CALL(poll_one(fd, POLLIN, 0));
  if (result != -1 && events_back & POLLIN) read_counter(fd);
}
@@ read_file
/* The whole file as text, with a zero byte behind it. */
static long long read_file(const char *path, void *to, size_t room) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  size_t used = 0;
  ssize_t count = 0;
  while (used < room - 1 && (count = read(fd, (char *)to + used, room - 1 - used)) > 0) used += (size_t)count;
  int failed = count < 0 ? errno : 0;
  close(fd);
  ((char *)to)[used] = 0;
  errno = failed;
  return failed ? -1 : (long long)used;
}
@@ read_text
/* The same without the last newline. */
static long long read_text(const char *path, char *to, size_t room) {
  long long count = read_file(path, to, room);
  if (count > 0 && to[count - 1] == '\n') to[count - 1] = 0;
  return count;
}
@@ write_file
static long long write_file(const char *path, const void *bytes, size_t count) {
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  ssize_t written = write(fd, bytes, count);
  int failed = errno;
  close(fd);
  errno = failed;
  return written;
}
@@ list_names
static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }
/* The names in a directory, sorted, one a line. */
static long long list_names(const char *path, char *to, size_t room) {
  DIR *directory = opendir(path);
  if (!directory) return -1;
  char *names[4096];
  size_t count = 0, used = 0;
  for (struct dirent *entry; count < 4096 && (entry = readdir(directory));)
    if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..")) names[count++] = strdup(entry->d_name);
  closedir(directory);
  qsort(names, count, sizeof names[0], by_name);
  to[0] = 0;
  for (size_t i = 0; i < count; i++) {
    if (used + strlen(names[i]) + 2 < room) used += (size_t)sprintf(to + used, "%s\n", names[i]);
    free(names[i]);
  }
  return (long long)count;
}
@@ read_link
static long long read_link(const char *path, char *to, size_t room) {
  ssize_t count = readlink(path, to, room - 1);
  to[count > 0 ? count : 0] = 0;
  return count;
}
@@ file_type
static const char *file_type(unsigned mode) {
  return S_ISCHR(mode) ? "char" : S_ISDIR(mode) ? "dir" : S_ISBLK(mode) ? "block" : S_ISREG(mode) ? "file"
       : S_ISLNK(mode) ? "link" : S_ISSOCK(mode) ? "socket" : S_ISFIFO(mode) ? "fifo" : "unknown";
}
@@ soft_limit
static int soft_limit(int resource, unsigned long long soft) {
  struct rlimit limit;
  if (getrlimit(resource, &limit) < 0) return -1;
  limit.rlim_cur = soft;
  return setrlimit(resource, &limit);
}
@@ load_module modules
/* Where the files of modules lie that the case loads by their names. */
static const char *modules = "/modules";
static int load_module(const char *name, const char *parameters) {
  char path[512];
  snprintf(path, sizeof path, "%s/%s.ko", modules, name);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) impossible("open a module", path);
  int status = (int)syscall(SYS_finit_module, fd, parameters, 0), failed = errno;
  close(fd);
  errno = failed;
  return status;
}
@@ remove_module
static int remove_module(const char *name) { return (int)syscall(SYS_delete_module, name, O_NONBLOCK); }
@@ send_descriptor
static int send_descriptor(int socket, int fd) {
  char byte = 0;
  union { struct cmsghdr header; char room[CMSG_SPACE(sizeof(int))]; } control = {0};
  struct iovec part = {&byte, 1};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control.room};
  control.header = (struct cmsghdr){.cmsg_len = CMSG_LEN(sizeof fd), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
  memcpy(CMSG_DATA(&control.header), &fd, sizeof fd);
  return sendmsg(socket, &message, 0) < 0 ? -1 : 0;
}
@@ receive_descriptor
static int receive_descriptor(int socket) {
  char byte;
  union { struct cmsghdr header; char room[CMSG_SPACE(sizeof(int))]; } control;
  struct iovec part = {&byte, 1};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control.room};
  if (recvmsg(socket, &message, 0) < 0) return -1;
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  int fd;
  if (!header || header->cmsg_type != SCM_RIGHTS) return errno = EBADMSG, -1;
  memcpy(&fd, CMSG_DATA(header), sizeof fd);
  return fd;
}
@@ hear_uevents
static int hear_uevents(void) {
  int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_KOBJECT_UEVENT);
  struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = 1};
  return fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) ? -1 : fd;
}
@@ announcement
static char announcement[8192 + 1];
static size_t announcement_size;
@@ announced
/* A variable of the last announcement. */
static const char *announced(const char *name) {
  size_t length = strlen(name);
  for (char *line = announcement; line < announcement + announcement_size; line += strlen(line) + 1)
    if (strncmp(line, name, length) == 0 && line[length] == '=') return line + length + 1;
  return "";
}
@@ await_announcement
static void await_announcement(int fd, const char *action, const char *path, int limit) {
  for (;;) {
    struct pollfd entry = {.fd = fd, .events = POLLIN};
    CALL(poll(&entry, 1, limit));
    if (result != 1) fail(formatted("'%s' of %s is announced", action, path));
    CALL(read(fd, announcement, sizeof announcement - 1));
    must_succeed();
    announcement_size = (size_t)result;
    announcement[announcement_size] = 0;
    if (strcmp(announced("ACTION"), action) == 0 && fnmatch(path, announced("DEVPATH"), 0) == 0) return;
  }
}
