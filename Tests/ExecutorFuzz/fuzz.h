/* A fuzzer of the executor's protocol: see fuzz.c. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

#define HEADER 72
#define DATA_MAX 4096

/* random.c: the same numbers for the same seed. */
void seed_random(uint64_t seed);
uint64_t random_word(void);
uint64_t below(uint64_t bound);

/* frames.c: a whole request whose arguments may be anything, but whose calls harm nobody: they touch no path outside the
 * current folder and no memory that the executor needs. Returns its length. */
enum receiver { SERVER, PROCESS };
size_t make_frame(uint8_t *out, enum receiver receiver, uint32_t sequence);
size_t make_plain_frame(uint8_t *out, uint32_t process, uint32_t operation, uint32_t sequence);
uint32_t word_at(const uint8_t *bytes);
void put_word(uint8_t *bytes, uint32_t word);

#endif
