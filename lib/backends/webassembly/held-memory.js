'use strict';

/**
 * Where the held texts of the `webassembly` backend lie: in the memory of a second instance of the module, which holds
 * nothing else. Texts lie one after the other; a new one goes on top, and the inputs of a call above that. The space of
 * freed texts is reclaimed by moving the others down, when there is as much free space as text.
 */

const { byteLengthOf } = require('../../operations/input.js');
const { lengthOf } = require('../../text/typed-array.js');
const { MOST_BYTES_PER_UNIT } = require('../../text/utf8.js');
const { PAGE } = require('../../operations/memory-limit.js');
const { RETAINED } = require('./linear-memory.js');

/** @typedef {import('../../operations/input.js').Input} Input */
/** @typedef {{ start: number, length: number, view: Uint8Array | undefined }} Place in bytes */

/** @typedef {import('./module-instance.js').ModuleInstance} ModuleInstance */

/** Less free space between texts than this, in bytes, is not worth moving them. */
const TOLERATED = 4 * PAGE;

/** What the module needs after its inputs, in bytes. */
const ROOM_BEHIND = 4096;

class HeldMemory {
  #create;
  #limit;
  /** @type {Set<Place>} in the order in which they lie */
  #places = new Set();
  /** @type {ModuleInstance | undefined} */
  #made;
  /** Where texts begin. */
  #base = 0;
  /** The bytes of the texts, and where the topmost ends. */
  #used = 0;
  #top = 0;

  /**
   * @param {() => ModuleInstance} create
   * @param {number} limit bytes
   */
  constructor(create, limit) {
    this.#create = create;
    this.#limit = limit;
  }

  get ops() {
    if (this.#made === undefined) {
      this.#made = this.#create();
      this.#made.inPlace = true;
      this.#base = this.#top = this.#made.base;
    }
    return this.#made;
  }

  /** Bytes of memory, used or not. */
  get size() {
    return this.#made?.linear.size ?? 0;
  }

  /** Releases the memory, if there is no text in it. */
  trim() {
    if (this.#places.size === 0) this.#made = undefined;
  }

  /** @param {Input} input */
  put(input) {
    this.makeRoom(input);
    const { linear } = this.ops;
    const start = this.#top;
    const length = linear.write(linear.settled(input), start, input, '') - start;
    const place = { start, length, view: undefined };
    this.#places.add(place);
    this.#used += length;
    this.#raise(start + length);
    return { place, length };
  }

  /** @param {Place} place */
  read(place) {
    const { view, start, length } = place;
    // A view of memory that has since grown is empty, and no input.
    if (view !== undefined && length > 0 && lengthOf(view) === length) return view;
    return (place.view = this.ops.linear.bytes(start, length));
  }

  /** @param {Place} place */
  remove(place) {
    this.#places.delete(place);
    this.#used -= place.length;
    if (this.#places.size === 0) {
      this.#raise(this.#base);
      if (this.size > RETAINED) this.trim();
    } else if (this.#top - this.#base - this.#used > this.#used + TOLERATED) {
      this.#compact();
    }
  }

  /** @param {Input} input that is to lie above the texts */
  makeRoom(input) {
    const room = this.#limit - ROOM_BEHIND - this.#top;
    // Whether it is an input is for the operation to say.
    const size = typeof input === 'string' ? input.length : lengthOf(input);
    const isTight = MOST_BYTES_PER_UNIT * size > room && byteLengthOf(input) > room;
    if (isTight && this.#top > this.#base + this.#used) this.#compact();
  }

  /** Moves the texts down until none has free space below it. */
  #compact() {
    const bytes = this.ops.linear.bytes(0, this.#top);
    let end = this.#base;
    for (const place of this.#places) {
      bytes.copyWithin(end, place.start, place.start + place.length);
      place.start = end;
      place.view = undefined;
      end += place.length;
    }
    this.#raise(end);
  }

  /** @param {number} top */
  #raise(top) {
    this.#top = top;
    this.ops.base = top;
  }
}

module.exports.HeldMemory = HeldMemory;
