package dev.sluice.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice echo}: a backend for trying things out. */
@Command(
    name = "echo",
    description =
        "A backend for trying things out: answers in JSON with what it received; echoes WebSocket"
            + " messages.",
    footer = {
      "",
      "Examples:",
      "  sluice echo --port 3001 --name first",
      "  sluice echo --port 3001 -H 'X-Tokens-Used: 4000'"
    },
    mixinStandardHelpOptions = true)
final class EchoCommand implements Callable<Integer> {
  @Option(
      names = "--port",
      required = true,
      paramLabel = "N",
      description = "Port to listen on; 0 takes a free one.")
  private int port;

  @Option(
      names = "--address",
      defaultValue = "127.0.0.1",
      description = "Address to listen on. Default: ${DEFAULT-VALUE}.")
  private String address;

  @Option(names = "--name", description = "Name to answer with. Default: echo-PORT.")
  private String name;

  @Option(
      names = {"-H", "--header"},
      paramLabel = "'NAME: VALUE'",
      description = "Header of every answer, such as what the request cost. Repeatable.")
  private List<String> headers = List.of();

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli fills the fields.
  EchoCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    if (port < 0 || port > 65535) {
      throw new UserError("--port " + port + ": a port lies between 0 and 65535.");
    }
    EchoServer server = EchoServer.start(address, port, name, RequestArguments.headers(headers));
    spec.commandLine().getOut().println("ready http=" + server.port() + " name=" + server.name());
    spec.commandLine().getOut().flush();
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.close();
                  stopped.countDown();
                }));
    stopped.await();
    return 0;
  }
}
