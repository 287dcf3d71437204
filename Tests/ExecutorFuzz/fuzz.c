/* Feeds hostile requests to an executor and to a process of it, and hostile answers to the executor.
 *   fuzz EXECUTOR FRAMES [SEED]
 * Sessions of three kinds take turns: sound frames with any arguments, of which each has to be answered exactly once; the
 * same with damaged bytes; and frames to a process alone. An executor that does not end well, an answer that is missing or
 * twice there, or a report of a sanitizer ends the run with 1, and its line names the seed that shows it again. */
#define _GNU_SOURCE
#include "fuzz.h"

#include "../../Sources/Executor/executor.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define FRAMES_A_SESSION 512
/* No request takes long: what is not answered by then never is. */
#define LIMIT_SECONDS 60
#define ANSWER_MAX (32 + MAX_DATA)

enum kind { SOUND, DAMAGED, ALONE, KINDS };

struct session {
  enum kind kind;
  uint64_t seed;
  int stream;
  pid_t executor;
  uint32_t asked;                         /* sequence numbers 1 to this one were sent */
  uint8_t answers[FRAMES_A_SESSION + 4];  /* how often each was answered */
  uint32_t answered;
  size_t held;                            /* bytes of an answer that is not whole yet */
};

static int program;
static char reports[64];
static uint8_t incoming[ANSWER_MAX];

static void fail(const struct session *session, const char *what, long number) {
  static const char *const kinds[] = {"sound", "damaged", "alone"};
  fprintf(stderr, "fuzz: %s (%ld); kind %s, seed %llu; reports, if any, in %s\n", what, number, kinds[session->kind],
          (unsigned long long)session->seed, reports);
  if (session->executor > 0) kill(session->executor, SIGKILL);
  exit(1);
}

static void start(struct session *session) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) fail(session, "no socket", errno);
  session->executor = fork();
  if (session->executor == 0) {
    /* A process alone finds its descriptors where the executor would have put them. */
    int null = open("/dev/null", O_RDWR);
    for (int i = 0; i < 3; i++) dup2(null, i);
    dup2(pair[1], session->kind == ALONE ? 900 : 3);
    char *as_executor[] = {"executor", "--connect-fd", "3", NULL};
    char *as_process[] = {"executor", "--process", "900", "1", NULL};
    fexecve(program, session->kind == ALONE ? as_process : as_executor, environ);
    _exit(127);
  }
  close(pair[1]);
  session->stream = pair[0];
  fcntl(session->stream, F_SETFL, O_NONBLOCK);
}

/* Counts the whole answers among the bytes that came. */
static void count_answers(struct session *session) {
  size_t at = 0;
  while (session->held - at >= 32) {
    size_t length = 32 + word_at(incoming + at + 4);
    if (word_at(incoming + at) != 0x52435656u || length > ANSWER_MAX) fail(session, "an answer that is no frame", 0);
    if (session->held - at < length) break;
    uint32_t sequence = word_at(incoming + at + 8);
    at += length;
    if (sequence == 0 || session->kind == DAMAGED) continue;
    /* A process says once that it is there. */
    if (sequence > session->asked) fail(session, "an answer to nothing", sequence);
    if (session->answers[sequence]++) fail(session, "two answers to one request", sequence);
    session->answered++;
  }
  memmove(incoming, incoming + at, session->held - at);
  session->held -= at;
}

/* Takes in what there is; returns 0 where the other side is gone. */
static int take_in(struct session *session) {
  ssize_t count = read(session->stream, incoming + session->held, sizeof incoming - session->held);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return 1;
  if (count <= 0) return 0;
  session->held += (size_t)count;
  count_answers(session);
  return 1;
}

static int wait_for(struct session *session, short events) {
  struct pollfd event = {.fd = session->stream, .events = events};
  int ready = poll(&event, 1, LIMIT_SECONDS * 1000);
  if (ready == 0) fail(session, "no answer in time, answered so far", session->answered);
  return event.revents;
}

/* Sends, and takes in what comes meanwhile; returns 0 where the other side is gone. */
static int put(struct session *session, const uint8_t *bytes, size_t count) {
  while (count > 0) {
    int events = wait_for(session, POLLIN | POLLOUT);
    if (events & (POLLIN | POLLHUP) && !take_in(session)) return 0;
    if (!(events & POLLOUT)) continue;
    ssize_t sent = send(session->stream, bytes, count, MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) return 0;
    if (sent > 0) bytes += sent, count -= (size_t)sent;
  }
  return 1;
}

static void damage(uint8_t *frame, size_t length) {
  if (below(16)) return;
  for (uint64_t i = 1 + below(4); i > 0; i--) frame[below(below(2) ? HEADER : length)] = (uint8_t)random_word();
}

static int send_frames(struct session *session) {
  static uint8_t frame[HEADER + DATA_MAX];
  for (int i = 0; i < FRAMES_A_SESSION; i++) {
    size_t length = make_frame(frame, session->kind == ALONE ? PROCESS : SERVER, ++session->asked);
    if (session->kind == DAMAGED) damage(frame, length);
    if (!put(session, frame, length)) return 0;
  }
  /* Ends what still waits, so that it too is answered. */
  if (session->kind != ALONE) {
    make_plain_frame(frame, 0, OP_END_CASE, ++session->asked);
    return put(session, frame, HEADER);
  }
  return 1;
}

static void finish(struct session *session) {
  close(session->stream);
  alarm(LIMIT_SECONDS);
  int status = 0;
  while (waitpid(session->executor, &status, 0) < 0 && errno == EINTR) {}
  alarm(0);
  while (waitpid(-1, NULL, WNOHANG) > 0) {}
  /* A process ends with 1 once nobody asks it for calls. */
  if (WIFSIGNALED(status)) fail(session, "ended by signal", WTERMSIG(status));
  if (WEXITSTATUS(status) != (session->kind == ALONE ? 1 : 0)) fail(session, "ended with", WEXITSTATUS(status));
}

/* Whether a report is of an error. Where a process is killed while it catches a fault, AddressSanitizer cannot find its own
 * stack: that is none, nor is what it had no time to say. */
static int is_error(const char *name) {
  char path[512], text[4096];
  snprintf(path, sizeof path, "%s/%s", reports, name);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  ssize_t count = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
  if (fd >= 0) close(fd);
  text[count < 0 ? 0 : count] = 0;
  int is_known = count == 0 || (strstr(text, "CHECK failed") && strstr(text, "pthread_getattr_np"));
  if (is_known) unlink(path);
  return !is_known;
}

/* Empties the current folder, and fails where a sanitizer has said something. */
static void clean_up(const struct session *session) {
  chmod(".", 0700);
  DIR *folder = opendir(".");
  for (struct dirent *entry; folder && (entry = readdir(folder));)
    if (entry->d_type != DT_DIR) unlink(entry->d_name);
  if (folder) closedir(folder);
  close(open("file", O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
  folder = opendir(reports);
  int found = 0;
  for (struct dirent *entry; folder && (entry = readdir(folder));) found += entry->d_name[0] != '.' && is_error(entry->d_name);
  if (folder) closedir(folder);
  if (found) fail(session, "a sanitizer reports", found);
}

static void run(enum kind kind, uint64_t seed) {
  static struct session session;
  session = (struct session){.kind = kind, .seed = seed};
  seed_random(seed);
  /* The announcement of a process that goes on after exec has the sequence number that it was told. */
  if (kind == ALONE) session.asked = 1;
  start(&session);
  int is_there = send_frames(&session);
  while (is_there && kind != DAMAGED && session.answered < session.asked) {
    wait_for(&session, POLLIN);
    is_there = take_in(&session);
  }
  if (!is_there && kind != DAMAGED) fail(&session, "gone, having answered", session.answered);
  finish(&session);
  clean_up(&session);
}

/* Whoever may do everything becomes someone who may not, in a folder of its own. */
static void give_up_rights(void) {
  char folder[] = "/tmp/fuzz-executor-XXXXXX";
  if (!mkdtemp(folder)) exit(2);
  snprintf(reports, sizeof reports, "%s/reports", folder);
  int made = mkdir(reports, 0700);
  if (chdir(folder) < 0 || made < 0 || mkdir("outer", 0700) < 0 || mkdir("outer/inner", 0700) < 0) exit(2);
  const uid_t nobody = 65534;
  if (geteuid() == 0) {
    const char *const owned[] = {".", "reports", "outer", "outer/inner"};
    for (int i = 0; i < 4; i++)
      if (chown(owned[i], nobody, nobody) < 0) exit(2);
    if (setgroups(0, NULL) < 0 || setresgid(nobody, nobody, nobody) < 0 || setresuid(nobody, nobody, nobody) < 0) exit(2);
  }
  if (chdir("outer/inner") < 0) exit(2);
  struct rlimit largest_file = {1 << 20, 1 << 20};
  setrlimit(RLIMIT_FSIZE, &largest_file);
  signal(SIGXFSZ, SIG_IGN);
  char options[128];
  snprintf(options, sizeof options, "log_path=%s/report:exitcode=77:detect_leaks=0", reports);
  setenv("ASAN_OPTIONS", options, 1);
  setenv("UBSAN_OPTIONS", options, 1);
}

int main(int count, char **arguments) {
  uint64_t frames = count > 2 ? strtoull(arguments[2], NULL, 10) : 0;
  uint64_t seed = count > 3 ? strtoull(arguments[3], NULL, 10) : 1;
  /* Out of the way of the descriptors that executors expect. */
  int file = count > 2 ? open(arguments[1], O_RDONLY | O_CLOEXEC) : -1;
  program = fcntl(file, F_DUPFD_CLOEXEC, 100);
  if (program < 0 || frames == 0) {
    fprintf(stderr, "usage: %s EXECUTOR FRAMES [SEED]\n", arguments[0]);
    return 2;
  }
  give_up_rights();
  uint64_t sessions = (frames + FRAMES_A_SESSION - 1) / FRAMES_A_SESSION;
  time_t start = time(NULL);
  for (uint64_t i = 0; i < sessions; i++) run((enum kind)((seed + i) % KINDS), seed + i);
  printf("fuzz: %llu frames from seed %llu, nothing found, in %ld s\n",
         (unsigned long long)(sessions * FRAMES_A_SESSION), (unsigned long long)seed, (long)(time(NULL) - start));
  return 0;
}
