/* The memory that a call is given. Each piece ends where a page begins that nobody may touch, so that a kernel that reads
 * or writes behind it fails as it would with any program; the bytes before it on its first page hold a pattern, and
 * before that page is another that nobody may touch. */
#include "executor.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PATTERN 0xa5
/* The largest page of any machine. */
#define PAGE_MAX (64u << 10)
/* A page to fault, the longest piece with its end of text, and a page to fault. */
#define ARENA (PAGE_MAX + (MAX_DATA + PAGE_MAX) + PAGE_MAX)

struct piece {
  uint8_t *arena;
  uint8_t *page;           /* where its first page begins, right behind one that faults */
  uint8_t *start;
  size_t size;             /* 0 where the call was given none */
  const uint8_t *original; /* what it has to be after the call; NULL for the pattern */
  size_t written;          /* how many of its bytes are the kernel's to write */
};

static uint8_t arenas[2][ARENA] __attribute__((aligned(PAGE_MAX)));
static struct piece input = {.arena = arenas[0]}, output = {.arena = arenas[1]};

static void place(struct piece *piece, size_t size) {
  uintptr_t page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
  uint8_t *end = piece->arena + ARENA - PAGE_MAX, *start = end - size;
  uint8_t *page = start - ((uintptr_t)start & (page_size - 1));
  if (page != piece->page) {
    /* A piece without its guards would prove nothing, so there is no answer either. */
    if (mprotect(piece->arena, ARENA - PAGE_MAX, PROT_READ | PROT_WRITE) < 0 ||
        mprotect(page - page_size, page_size, PROT_NONE) < 0 || mprotect(end, PAGE_MAX, PROT_NONE) < 0)
      _exit(1);
    piece->page = page;
  }
  memset(page, PATTERN, (size_t)(start - page));
  piece->start = start;
  piece->size = size;
}

/* Bytes that the kernel reads and has to leave as they are; they stay where they are until the call has ended. */
uint8_t *give(const void *bytes, size_t size) {
  place(&input, size);
  memcpy(input.start, bytes, size);
  input.original = bytes;
  return input.start;
}

/* Room for what the kernel writes, all of it unless `keep` says how much. */
uint8_t *lend(size_t size) {
  place(&output, size);
  memset(output.start, PATTERN, size);
  output.written = size;
  return output.start;
}

void keep(size_t written) { output.written = written; }

void take_pieces_back(void) { input.size = input.written = output.size = 0; }

/* Where the kernel changed what was not its to change: n for the n-th byte of a piece, -n for n bytes before it. */
static int32_t stray(const struct piece *piece) {
  if (piece->size == 0) return 0;
  for (const uint8_t *byte = piece->page; byte < piece->start; byte++)
    if (*byte != PATTERN) return (int32_t)(byte - piece->start);
  for (size_t i = piece->written; i < piece->size; i++)
    if (piece->start[i] != (piece->original ? piece->original[i] : PATTERN)) return (int32_t)(i + 1);
  return 0;
}

int32_t stray_write(void) {
  int32_t found = stray(&output);
  return found ? found : stray(&input);
}
