#include "fuzz.h"

static uint64_t state;

void seed_random(uint64_t seed) { state = seed; }

/* SplitMix64. */
uint64_t random_word(void) {
  uint64_t z = state += 0x9e3779b97f4a7c15u;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return z ^ z >> 31;
}

uint64_t below(uint64_t bound) { return random_word() % bound; }
