/* Hostile requests. What a request may be told to do is bounded, what its numbers and lengths are is not. */
#include "fuzz.h"

#include "../../Sources/Executor/executor.h"

#include <string.h>
#include <unistd.h>

#define REQUEST_MAGIC 0x51435656u
#define RESPONSE_MAGIC 0x52435656u
/* Memory of a process that nothing but its case uses. */
#define PLAYGROUND 0x70000000u
#define PLAYGROUND_SIZE (1u << 20)
#define FIXED_NOREPLACE 0x100000u
#define ANONYMOUS 0x20u
#define PRIVATE 2u
#define NONBLOCK 04000u
/* Of the processes' channels. */
#define CHANNEL 900u

uint32_t word_at(const uint8_t *b) { return b[0] | b[1] << 8 | b[2] << 16 | (uint32_t)b[3] << 24; }

void put_word(uint8_t *bytes, uint32_t word) {
  for (int i = 0; i < 4; i++) bytes[i] = (uint8_t)(word >> 8 * i);
}

static uint64_t any_number(void) {
  static const uint64_t edges[] = {
    UINT64_MAX, 1u << 31, UINT32_MAX, 1ull << 32, (1ull << 32) + 1, 1ull << 63, INT64_MAX, MAX_DATA, MAX_DATA + 1};
  switch (below(4)) {
    case 0: return edges[below(sizeof edges / sizeof edges[0])];
    case 1: return random_word();
    default: return below(16);
  }
}

static uint64_t any_place(void) { return PLAYGROUND + below(PLAYGROUND_SIZE); }
static uint64_t any_page(void) { return any_place() & ~4095ull; }

/* A name in the current folder; "." and ".." are the fuzzer's own. */
static size_t any_name(uint8_t *data, size_t room) {
  if (below(2)) {
    static const char *const names[] = {"file", "other", ".", "..", "missing"};
    const char *name = names[below(5)];
    memcpy(data, name, strlen(name));
    return strlen(name);
  }
  size_t length = below(room < 300 ? room : 300);
  for (size_t i = 0; i < length; i++) {
    data[i] = (uint8_t)random_word();
    if (data[i] == '/') data[i] = '_';
  }
  return length;
}

static size_t any_bytes(uint8_t *data, size_t room) {
  size_t length = below(8) ? below(64) : below(room);
  for (size_t i = 0; i < length; i++) data[i] = (uint8_t)random_word();
  /* What a process writes to its own channel may look like an answer. */
  if (length >= 32 && below(2)) {
    put_word(data, RESPONSE_MAGIC);
    put_word(data + 4, (uint32_t)below(64));
  }
  return length;
}

static void keep_memory_whole(uint64_t *a, uint32_t operation) {
  switch (operation) {
    case OP_MMAP:
      a[0] = any_page();
      a[1] %= PLAYGROUND_SIZE - (a[0] - PLAYGROUND) + 1;
      a[3] = (below(4) ? ANONYMOUS | PRIVATE : below(4)) | FIXED_NOREPLACE;
      break;
    case OP_MUNMAP: case OP_MPROTECT: case OP_MREMAP:
      a[0] = any_page();
      a[1] %= PLAYGROUND_SIZE - (a[0] - PLAYGROUND) + 1;
      a[2] = operation == OP_MREMAP ? below(PLAYGROUND_SIZE - (a[0] - PLAYGROUND) + 1) : a[2];
      a[3] = 0;
      break;
    case OP_STORE: case OP_POKE: a[0] = any_place(); break;
    case OP_IOCTL: case OP_READ: case OP_PREAD: case OP_WRITE: case OP_PWRITE:
      if (a[2] == 0) a[3] = any_place();
      if (a[2] == 0 && operation != OP_IOCTL) a[1] %= PLAYGROUND_SIZE - (a[3] - PLAYGROUND) + 1;
      break;
    default: break;
  }
}

/* AddressSanitizer opens a file of its own when a fault is caught, so there is always room for one. */
static uint64_t any_limit(void) { return 300 + below(1000); }

/* The processes that it is asked for are the fuzzer's own, as the fuzzer is: it may not become another. */
static size_t spawn_arguments(uint64_t *a, uint8_t *data, uint32_t user) {
  a[0] = below(8) ? 1 + below(8) : any_number();
  a[1] = below(3) ? 0 : below(8) ? 1 + below(8) : any_number();
  if (below(8)) a[2] = a[3] = user;
  if (below(4)) a[4] = 0;
  if (below(4)) a[5] = below(3);
  size_t length = below(8) ? 16 * (a[5] % 8) : below(200);
  for (size_t i = 0; i < length; i++) data[i] = (uint8_t)random_word();
  for (size_t i = 0; i + 16 <= length; i += 16) {
    put_word(data + i, below(8) ? 7 + (uint32_t)below(2) : 16 + (uint32_t)random_word() % 1000);
    if (below(4)) put_word(data + i + 8, (uint32_t)any_limit()), put_word(data + i + 12, 0);
  }
  return length;
}

static size_t process_data(uint64_t *a, uint8_t *data, uint32_t operation, enum receiver receiver) {
  int is_alone = receiver == PROCESS;
  a[0] = below(8) ? below(12) : below(4) || is_alone ? any_number() : CHANNEL;
  if (is_alone && a[0] >= 64 && a[0] <= INT32_MAX) a[0] = 63;
  switch (operation) {
    /* What does not block stays so where nobody ends what waits. */
    case OP_FCNTL: a[1] = is_alone || below(8) ? below(is_alone ? 4 : 5) : 2000 + below(1000); break;
    case OP_IOCTL: a[1] = below(4) ? 0x3b64 + below(40) : any_number(); a[2] = below(3); break;
    case OP_READ: case OP_WRITE: case OP_PREAD: case OP_PWRITE: a[2] = below(3); break;
    case OP_EVENTFD: if (is_alone) a[1] = NONBLOCK; break;
    case OP_POLL:
      a[0] = is_alone ? 0 : any_number();
      return below(4) ? 8 * below(20) : any_bytes(data, DATA_MAX);
    case OP_CHMOD: a[0] = 0700 | below(0100); break;
    case OP_SETRLIMIT:
      a[0] = below(8) ? 7 + below(2) : 16 + any_number();
      a[1] = any_limit();
      break;
    default: break;
  }
  keep_memory_whole(a, operation);
  if (operation == OP_OPEN) a[0] = any_number();
  if (operation == OP_OPEN || operation >= OP_READ_FILE) {
    if (operation == OP_READ_FILE) a[0] = any_number();
    size_t length = any_name(data, DATA_MAX / 2);
    if (operation != OP_WRITE_FILE && operation != OP_LOAD_MODULE && below(16)) return length;
    if (below(8)) data[length++] = 0;
    return length + any_bytes(data + length, DATA_MAX / 2 - 1);
  }
  return any_bytes(data, DATA_MAX);
}

static int blocks(uint32_t operation) {
  return operation == OP_SOCKETPAIR || operation == OP_RECEIVE_FD || operation == OP_EXIT || operation == OP_EXEC;
}

static uint32_t any_operation(enum receiver receiver, int is_own) {
  static const uint32_t own[] = {OP_SPAWN, OP_SPAWN, OP_SPAWN, OP_KILL, OP_KERNEL_LOG, OP_LEAVE_WILL, 0, 99, 106, 200};
  if (is_own) return own[below(sizeof own / sizeof own[0])];
  if (below(32) == 0) return receiver == PROCESS ? OP_FORK : (uint32_t)any_number();
  uint32_t operation = OP_OPEN + (uint32_t)below(OP_FALLOCATE);
  return receiver == PROCESS && blocks(operation) ? OP_DUP : operation;
}

size_t make_plain_frame(uint8_t *out, uint32_t process, uint32_t operation, uint32_t sequence) {
  memset(out, 0, HEADER);
  put_word(out, REQUEST_MAGIC);
  put_word(out + 8, sequence);
  put_word(out + 12, process);
  put_word(out + 16, operation);
  return HEADER;
}

size_t make_frame(uint8_t *out, enum receiver receiver, uint32_t sequence) {
  int is_own = receiver == SERVER && below(6) == 0;
  uint32_t operation = any_operation(receiver, is_own);
  uint32_t process = is_own ? 0 : below(32) ? 1 + (uint32_t)below(8) : 1 + (uint32_t)below(UINT32_MAX);
  make_plain_frame(out, process, operation, sequence);
  uint64_t a[6];
  for (int i = 0; i < 6; i++) a[i] = any_number();
  uint8_t *data = out + HEADER;
  size_t length;
  if (operation == OP_KILL) a[0] = below(4) ? 1 + below(8) : any_number();
  if (operation == OP_SPAWN && is_own) {
    length = spawn_arguments(a, data, geteuid());
  } else if (is_own) {
    length = any_name(data, DATA_MAX);
  } else {
    length = process_data(a, data, operation, receiver);
  }
  put_word(out + 4, (uint32_t)length);
  for (int i = 0; i < 6; i++) {
    put_word(out + 24 + 8 * i, (uint32_t)a[i]);
    put_word(out + 28 + 8 * i, (uint32_t)(a[i] >> 32));
  }
  return HEADER + length;
}
