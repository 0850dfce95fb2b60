// WasmCompute: arithmetic over arrays of doubles, two at a time.
//
//   alloc(size) -> pointer, dealloc(pointer, size)
//   processData(input, output, length, operation): 0 doubles, 1 squares, 2 square roots, 3 running sums

#include <wasm_simd128.h>

#define EXPORT(name) __attribute__((export_name(#name))) name

extern unsigned char __heap_base;

static unsigned long top = 0;
static int in_use = 0;

unsigned long EXPORT(alloc)(unsigned long size) {
  if (top == 0) top = ((unsigned long)&__heap_base + 15) & ~15ul;
  unsigned long start = top, end = start + ((size + 15) & ~15ul);
  unsigned long there = __builtin_wasm_memory_size(0) << 16;
  if (end < start) return 0;
  if (end > there && __builtin_wasm_memory_grow(0, (end - there + 65535) >> 16) == -1ul) return 0;
  top = end;
  in_use++;
  return start;
}

void EXPORT(dealloc)(unsigned long pointer, unsigned long size) {
  (void)pointer, (void)size;
  if (--in_use == 0) top = 0;
}

static v128_t apply(v128_t pair, int operation) {
  switch (operation) {
  case 0: return wasm_f64x2_add(pair, pair);
  case 1: return wasm_f64x2_mul(pair, pair);
  default: return wasm_f64x2_sqrt(pair);
  }
}

void EXPORT(processData)(const double *input, double *output, int length, int operation) {
  if (operation == 3) {
    double sum = 0;
    for (int i = 0; i < length; i++) output[i] = sum += input[i];
    return;
  }
  int i = 0;
  for (; i + 2 <= length; i += 2) wasm_v128_store(output + i, apply(wasm_v128_load(input + i), operation));
  if (i < length) output[i] = wasm_f64x2_extract_lane(apply(wasm_f64x2_splat(input[i]), operation), 0);
}
