export const usage = `usage: lianxiao-event-node (--data DIR | --in-memory) [--port N] [--host H] [--advertise HOST[:PORT]]
                           [--tls-cert FILE --tls-key FILE | --insecure] [--system-projections]
                           [--max-append-size BYTES] [--max-append-event-size BYTES]
       lianxiao-event-node verify --data DIR
       lianxiao-event-node export --data DIR --to FILE
       lianxiao-event-node import --data DIR --from FILE
       lianxiao-event-node backup --data DIR --to DIR
       lianxiao-event-node backup --node (HOST:PORT | esdb://USER:PASSWORD@HOST:PORT?tlsCAFile=FILE)

It prints its address and runs until SIGTERM or SIGINT. Without --host it listens on the loopback interface only.
The exit code is 0 on success, 1 on failure and 2 for invalid arguments.

Options that are not given are read from the environment, with the prefix EVENTSTORE_ or KURRENTDB_:
  DB, MEM_DB, NODE_PORT (2113), NODE_IP (127.0.0.1), INSECURE, CERTIFICATE_FILE, CERTIFICATE_PRIVATE_KEY_FILE,
  ADVERTISE_HOST_TO_CLIENT_AS, ADVERTISE_NODE_PORT_TO_CLIENT_AS, MAX_APPEND_SIZE, MAX_APPEND_EVENT_SIZE (bytes),
  WRITE_TIMEOUT_MS, START_STANDARD_PROJECTIONS with RUN_PROJECTIONS=System or All,
  DEFAULT_ADMIN_PASSWORD, DEFAULT_OPS_PASSWORD (the initial passwords of a node with TLS: changeit)`;
