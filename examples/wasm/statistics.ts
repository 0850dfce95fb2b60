// AssemblyScript: mean and standard deviation of numbers.

export function alloc(size: usize): usize {
  return heap.alloc(size);
}

export function dealloc(pointer: usize): void {
  heap.free(pointer);
}

export function mean(numbers: usize, length: i32): f64 {
  let sum = 0.0;
  for (let i = 0; i < length; i++) sum += load<f64>(numbers + (i << 3));
  return sum / length;
}

export function deviation(numbers: usize, length: i32): f64 {
  const middle = mean(numbers, length);
  let sum = 0.0;
  for (let i = 0; i < length; i++) {
    const difference = load<f64>(numbers + (i << 3)) - middle;
    sum += difference * difference;
  }
  return sqrt(sum / length);
}
