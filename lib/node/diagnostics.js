'use strict';

/**
 * Events for subscribers by `node:diagnostics_channel`:
 *
 * | channel | message |
 * |---|---|
 * | `stringops-booster:load` | an instance of StringOps was made, or a coordinator loaded a module |
 * | `stringops-booster:fallback` | an instance was made on a later backend than the first |
 * | `stringops-booster:error` | a load or an operation of a coordinator failed |
 *
 * The messages are in lib/types/coordinator.d.ts.
 */

const { channelOf } = require('./builtins.js');

/** @typedef {'load' | 'fallback' | 'error'} Event */

/**
 * Kept here, as a channel that nobody holds would be forgotten and looked up again.
 *
 * @type {Partial<Record<Event, import('node:diagnostics_channel').Channel | null>>}
 */
const channels = {};

/**
 * @param {Event} event
 * @param {() => object} message made only if somebody listens
 */
function publish(event, message) {
  const channel = (channels[event] ??= channelOf(`stringops-booster:${event}`));
  if (channel !== null && channel.hasSubscribers) channel.publish(message());
}

module.exports.publish = publish;
