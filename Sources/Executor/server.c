/* The executor itself: hands calls on to the processes of the case, and never waits for one of them. */
#define _GNU_SOURCE
#include "executor.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_PROCESSES 64

struct process {
  uint32_t number;    /* the harness's number for it; 0 marks a free entry */
  pid_t pid;          /* 0 until a fork of another process has said its own */
  int channel;        /* -1 once the other end is closed */
  uint32_t call;      /* sequence number of the call under way, or 0 */
  uint32_t operation; /* of that call */
  uint32_t spawn;     /* sequence number of the spawn that is still to be answered, or 0 */
  uint32_t kill;      /* the same for a kill */
};

static struct process processes[MAX_PROCESSES];
static int harness;
static uint32_t end_case;
static uint8_t input[MAX_DATA + 1], output[MAX_DATA];

static struct process *find(uint32_t number) {
  for (int i = 0; i < MAX_PROCESSES; i++)
    if (processes[i].number == number) return &processes[i];
  return NULL;
}

/* How long to wait for processes that were killed: ten seconds, in steps. One that the kernel does not let go for longer
 * keeps what it has open. */
#define ATTEMPTS 1000
#define STEP_MILLISECONDS 10

static void wait_for_all(void) {
  for (int i = 0; i < ATTEMPTS;) {
    pid_t pid = waitpid(-1, NULL, WNOHANG);
    if (pid < 0 && errno != EINTR) return;
    if (pid != 0) continue;
    poll(NULL, 0, STEP_MILLISECONDS);
    i++;
  }
}

/* The harness is gone, or is done. Devices can be put back once nobody has them open. */
static void end(void) __attribute__((noreturn));
static void end(void) {
  for (int i = 0; i < MAX_PROCESSES; i++) {
    if (!processes[i].number) continue;
    if (processes[i].pid > 0) kill(processes[i].pid, SIGKILL);
    /* One that has not said its number yet ends when it does. */
    if (processes[i].channel >= 0) close(processes[i].channel);
  }
  if (getpid() == 1) power_off();
  wait_for_all();
  carry_out_will();
  _exit(0);
}

static void forward(const struct response *response) {
  if (send_response(harness, response) < 0) end();
}

static void reply(uint32_t sequence, int64_t value, int error) {
  struct response response = {.sequence = sequence, .value = value, .error = (uint32_t)error};
  forward(&response);
}

/* Takes a process off the table and answers everything that waited for it. */
static void forget(struct process *process, int status) {
  struct process gone = *process;
  if (gone.channel >= 0) close(gone.channel);
  memset(process, 0, sizeof *process);
  if (gone.spawn) reply(gone.spawn, -1, ESRCH);
  if (gone.call && gone.operation == OP_EXIT && WIFEXITED(status))
    reply(gone.call, WEXITSTATUS(status), 0);
  else if (gone.call)
    reply(gone.call, -1, ESRCH);
  if (gone.kill) reply(gone.kill, 0, 0);
}

static void answer_end_case(void) {
  if (!end_case) return;
  for (int i = 0; i < MAX_PROCESSES; i++)
    if (processes[i].number) return;
  reply(end_case, 0, 0);
  end_case = 0;
}

static int is_child(int64_t pid) {
  siginfo_t state;
  return pid > 0 && pid <= INT32_MAX && waitid(P_PID, (id_t)pid, &state, WEXITED | WNOHANG | WNOWAIT) == 0;
}

/* A new process says that it is there; one that was to be killed meanwhile is killed now that its number is known.
 * Returns -1 where the number is not that of a child, which could be neither killed nor waited for. */
static int announced(struct process *process, struct response *response) {
  if (!response->error && !is_child(response->value)) return -1;
  process->spawn = 0;
  if (!response->error) {
    process->pid = (pid_t)response->value;
    response->value = 0;
  }
  forward(response);
  if (process->pid > 0 && (process->kill || end_case)) kill(process->pid, SIGKILL);
  return 0;
}

/* A process says that it could not fork; a child that began speaks for itself. */
static void fork_failed(const struct response *response) {
  for (int i = 0; i < MAX_PROCESSES; i++) {
    struct process *process = &processes[i];
    if (!process->number || !process->spawn || process->spawn != response->sequence || process->pid > 0) continue;
    process->spawn = 0;
    forget(process, 0);
    forward(response);
  }
}

static int hand_on(struct process *process, struct response *response) {
  if (process->spawn && response->sequence == process->spawn) return announced(process, response);
  if (process->call && response->sequence == process->call) {
    process->call = 0;
    forward(response);
  } else {
    fork_failed(response);
  }
  return 0;
}

/* A process whose channel is closed ends, and what waits for it is answered when it is reaped. */
static void close_channel(struct process *process) {
  close(process->channel);
  process->channel = -1;
  /* One that never said its number cannot be waited for. */
  if (process->pid == 0) forget(process, 0);
}

/* Takes one response off a process's channel; returns -1 where there will be none. */
static int take_response(struct process *process) {
  struct response response = {.data = output};
  if (receive_response(process->channel, &response) == 0 && hand_on(process, &response) == 0) return 0;
  close_channel(process);
  return -1;
}

static void reap(void) {
  int status;
  for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
    for (int i = 0; i < MAX_PROCESSES; i++) {
      struct process *process = &processes[i];
      if (!process->number || process->pid != pid) continue;
      /* What it said before it died comes first. */
      struct pollfd event = {.fd = process->channel, .events = POLLIN};
      while (process->channel >= 0 && poll(&event, 1, 0) > 0 && take_response(process) == 0) {}
      forget(process, status);
    }
}

static void spawn_fresh(struct process *process, int theirs, const struct request *request) {
  pid_t pid = fork();
  if (pid == 0) run_process(theirs, request);
  if (pid < 0) {
    int error = errno;
    process->spawn = 0;
    forget(process, 0);
    reply(request->sequence, -1, error);
    return;
  }
  process->pid = pid;
}

/* Lifts the parent's limit of open files, since the number of the child's channel lies beyond what a case may have set,
 * and adds what it was to the request, for the parent to put back. */
static int lift_limit(const struct process *parent, struct request *request) {
  struct rlimit saved, lifted;
  if (prlimit(parent->pid, RLIMIT_NOFILE, NULL, &saved) < 0) return -1;
  lifted.rlim_cur = saved.rlim_cur < 4096 ? 4096 : saved.rlim_cur;
  lifted.rlim_max = saved.rlim_max < 4096 ? 4096 : saved.rlim_max;
  if (prlimit(parent->pid, RLIMIT_NOFILE, &lifted, NULL) < 0) return -1;
  put64(request->data + request->length, saved.rlim_cur);
  put64(request->data + request->length + 8, saved.rlim_max);
  request->length += 16;
  return 0;
}

/* Asks the parent to fork, with the child's channel on the way. It stays idle: the next call waits in its channel. */
static void spawn_fork(struct process *process, struct process *parent, int theirs, struct request *request) {
  request->operation = OP_FORK;
  int error = 0;
  if (lift_limit(parent, request) < 0) error = errno;
  else if (send_request(parent->channel, request, theirs) < 0) error = ESRCH;
  if (!error) return;
  if (error == ESRCH) close_channel(parent);
  process->spawn = 0;
  forget(process, 0);
  reply(request->sequence, -1, error);
}

/* Why a spawn's arguments are none, 0 where they are. The highest user and group mean "unchanged" to the kernel, and no
 * process may keep root by that. */
static int refusal(const struct request *spawn) {
  const uint64_t *a = spawn->argument;
  if (a[0] == 0 || a[0] > UINT32_MAX || a[2] >= UINT32_MAX || a[3] >= UINT32_MAX) return EINVAL;
  if (a[5] >= MAX_DATA / 16 || spawn->length != 16 * a[5]) return EINVAL;
  return a[1] > UINT32_MAX ? ESRCH : 0;
}

/* Two ends of a channel. A process is not waited for long, whatever it writes to its end or does not read. */
static int make_channel(int *pair) {
  const struct timeval limit = {.tv_sec = 5};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) return -1;
  if (setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) == 0 &&
      setsockopt(pair[0], SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) == 0)
    return 0;
  int error = errno;
  close(pair[0]);
  close(pair[1]);
  errno = error;
  return -1;
}

static void spawn(struct request *request) {
  int pair[2] = {-1, -1}, error = refusal(request);
  uint32_t number = (uint32_t)request->argument[0], parent_number = (uint32_t)request->argument[1];
  struct process *parent = parent_number ? find(parent_number) : NULL, *process = find(0);
  if (error) {}
  else if (find(number)) error = EEXIST;
  else if (!process) error = EAGAIN;
  else if (parent_number && (!parent || parent->channel < 0 || parent->pid <= 0)) error = ESRCH;
  else if (parent && parent->call) error = EBUSY;
  else if (make_channel(pair) < 0) error = errno;
  if (error) {
    reply(request->sequence, -1, error);
    return;
  }
  *process = (struct process){.number = number, .channel = pair[0], .spawn = request->sequence};
  if (parent)
    spawn_fork(process, parent, pair[1], request);
  else
    spawn_fresh(process, pair[1], request);
  close(pair[1]);
}

static void kill_process(const struct request *request) {
  uint64_t number = request->argument[0];
  struct process *process = number == 0 || number > UINT32_MAX ? NULL : find((uint32_t)number);
  if (!process || process->kill) {
    reply(request->sequence, -1, process ? EBUSY : ESRCH);
    return;
  }
  process->kill = request->sequence;
  if (process->pid > 0) kill(process->pid, SIGKILL);
}

static void kill_all(const struct request *request) {
  if (end_case) {
    reply(request->sequence, -1, EBUSY);
    return;
  }
  end_case = request->sequence;
  for (int i = 0; i < MAX_PROCESSES; i++)
    if (processes[i].number && processes[i].pid > 0) kill(processes[i].pid, SIGKILL);
}

static void own_operation(struct request *request) {
  struct response response = {.sequence = request->sequence, .data = output};
  switch (request->operation) {
    case OP_SPAWN: spawn(request); break;
    case OP_KILL: kill_process(request); break;
    case OP_END_CASE: kill_all(request); break;
    case OP_KERNEL_LOG:
      read_kernel_log(&response);
      forward(&response);
      break;
    case OP_LEAVE_WILL:
      keep_will(request, &response);
      forward(&response);
      break;
    case OP_SHUT_DOWN:
      /* The harness need not wait for the answer. */
      reply(request->sequence, 0, 0);
      end();
    default: reply(request->sequence, -1, ENOSYS);
  }
}

static void take_request(void) {
  struct request request = {.data = input};
  if (receive_request(harness, &request, NULL) < 0) end();
  if (request.process == 0) {
    own_operation(&request);
    return;
  }
  struct process *process = find(request.process);
  if (!process || process->channel < 0 || process->spawn) {
    reply(request.sequence, -1, ESRCH);
  } else if (request.operation >= OP_SPAWN) {
    /* What the executor itself does, or asks of a process. */
    reply(request.sequence, -1, ENOSYS);
  } else if (process->call) {
    reply(request.sequence, -1, EBUSY);
  } else {
    process->call = request.sequence;
    process->operation = request.operation;
    if (send_request(process->channel, &request, -1) < 0) close_channel(process);
  }
}

void serve_harness(int transport, const char *greeting) {
  harness = transport;
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGCHLD);
  sigprocmask(SIG_BLOCK, &signals, NULL);
  int children = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
  struct response hello = {.length = (uint32_t)strlen(greeting), .data = (uint8_t *)greeting};
  forward(&hello);
  for (;;) {
    struct pollfd events[MAX_PROCESSES + 2] = {
      {.fd = harness, .events = POLLIN}, {.fd = children, .events = POLLIN}};
    for (int i = 0; i < MAX_PROCESSES; i++)
      events[i + 2] = (struct pollfd){.fd = processes[i].number ? processes[i].channel : -1, .events = POLLIN};
    if (poll(events, MAX_PROCESSES + 2, -1) < 0) continue;
    for (int i = 0; i < MAX_PROCESSES; i++)
      if (events[i + 2].revents && processes[i].channel == events[i + 2].fd) take_response(&processes[i]);
    struct signalfd_siginfo info;
    if (events[1].revents && read(children, &info, sizeof info) > 0) reap();
    if (events[0].revents) take_request();
    answer_end_case();
  }
}
