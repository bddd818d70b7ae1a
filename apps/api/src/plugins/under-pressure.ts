import underPressure from '@fastify/under-pressure';
import type { App } from '../app-instance.ts';
import { sendProblem } from './problem-details.ts';

/** An event loop that is this late has more than it can do. */
const maxDelayMs = 2_000;

/** Refuses requests, with 503, while the process has more than it can do. */
export const registerUnderPressure = (app: App): void => {
  void app.register(underPressure, {
    maxEventLoopDelay: maxDelayMs,
    pressureHandler: (request, reply) => {
      void sendProblem(overload(), request, reply);
    },
  });
};

const overload = () => Object.assign(new Error('The event loop is late.'), { code: 'FST_UNDER_PRESSURE' });
