@@ always
/* What a case asks of a number may be true of all that its field can hold. */
#pragma GCC diagnostic ignored "-Wtype-limits"

/* Numbers of a case are exact; 128 bits hold all that a kernel says, and what is computed of it. */
typedef __int128 num;

/* What the processes share. */
struct state {
  atomic_int turn;    /* whose turn it is, where there is more than one process */
  atomic_int verdict; /* -1 as long as the case goes on */
  pid_t pids[64];
  int changes;
  struct change { int kind; char path[256], text[1024]; int count; } change[256];
};
static struct state *state;

/* How the last call ended. */
static long long result;
static int error, fault;
#define CALL(what) \
  (errno = 0, fault = 0, result = (long long)(what), error = result == -1 && !fault ? errno : 0)

static const char *place = "the program begins", *reason;
static char seen[2048];
static jmp_buf *again;

static void step(const char *where, const char *why) { place = where, reason = why, seen[0] = 0; }

static void decide(int verdict) {
  int open = -1;
  atomic_compare_exchange_strong(&state->verdict, &open, verdict);
}

static void give_up(int verdict) {
  decide(verdict);
  _exit(verdict);
}

/* Says which step failed, and what came back; inside retry() the steps are done again as long as there is time. */
static void fail(const char *expected) {
  if (again) longjmp(*again, 1);
  printf("FAILED %s\n  expected  %s\n  got       ", place, expected);
  if (fault) printf("%s", fault == SIGBUS ? "SIGBUS" : "SIGSEGV");
  else if (result == -1) printf("the last call failed with %s (%s)", strerrorname_np(error), strerror(error));
  else printf("the last call returned %lld", result);
  printf("%s\n", seen);
  if (reason) printf("  because   %s\n", reason);
  fflush(stdout);
  give_up(1);
}

/* For what cannot be done here, which is no verdict on the kernel. */
static void impossible(const char *what, const char *on) {
  fprintf(stderr, "cannot run: %s %s: %s\n", what, on, strerror(errno));
  if (state) give_up(77);
  exit(77);
}
@@ outcome_name
/* How the last call ended, as one word. */
static const char *outcome_name(void) {
  if (fault) return fault == SIGBUS ? "SIGBUS" : "SIGSEGV";
  return result == -1 ? strerrorname_np(error) : "success";
}
@@ must_succeed
static void must_succeed(void) {
  if (fault || result == -1) fail("succeeds");
}
@@ must_fail
static void must_fail(int wanted, const char *expected) {
  if (fault || result != -1 || error != wanted) fail(expected);
}
@@ must_fault
static void must_fault(int wanted, const char *expected) {
  if (fault != wanted) fail(expected);
}
@@ add
static void add(const char *name, const char *value) {
  size_t used = strlen(seen);
  snprintf(seen + used, sizeof seen - used, ", %s is %s", name, value);
}
@@ got_number
static void got_number(const char *name, num value) {
  char text[64];
  if (value < 0 || value > (num)UINT64_MAX) snprintf(text, sizeof text, "%lld", (long long)value);
  else snprintf(text, sizeof text, value < 4096 ? "%llu" : "0x%llx", (unsigned long long)value);
  add(name, text);
}
@@ got_text
static void got_text(const char *name, const char *value) {
  char shown[256];
  snprintf(shown, sizeof shown, "\"%s\"", value);
  for (char *c = shown; *c; c++)
    if (*c == '\n') *c = ' ';
  add(name, shown);
}
@@ got_bytes
static void got_bytes(const char *name, const void *bytes, long long count) {
  char shown[256] = "\"";
  for (long long i = 0; i < count && i < 64; i++)
    sprintf(shown + strlen(shown), i ? " %02x" : "%02x", ((const unsigned char *)bytes)[i]);
  strcat(shown, count > 64 ? " ...\"" : "\"");
  add(name, shown);
}
@@ unchanged
static void unchanged(const void *before, const void *after, size_t from, size_t count, const char *expected) {
  for (size_t i = from; i < count; i++) {
    if (((const unsigned char *)before)[i] == ((const unsigned char *)after)[i]) continue;
    got_number("the byte that changed", (num)i);
    fail(expected);
  }
}
@@ now
/* In milliseconds. */
static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}
@@ retry
/* Does steps until they hold or the time, in milliseconds, is over. */
static void retry(void (*steps)(void), long long limit) {
  jmp_buf here, *volatile outer = again;
  volatile long long end = now() + limit;
  if (setjmp(here)) usleep(5000);
  again = now() < end ? &here : outer;
  steps();
  again = outer;
}
