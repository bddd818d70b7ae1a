import type { App } from '../app-instance.ts';

/** Once the server stops, each answer that is still on its way is its connection's last: clients go elsewhere, and nothing waits for them. */
export const registerClosing = (app: App): void => {
  let closing = false;
  app.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) reply.header('connection', 'close');
    done();
  });
};
