package dev.sluice.dataplane.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A name server at loopback, by UDP and TCP on one port, that answers as it is told. */
public final class ScriptedDns implements AutoCloseable {
  /** What is answered to one question; null: nothing at all. */
  public interface Script {
    @Nullable Message answer(Message query, boolean tcp) throws Exception;
  }

  private final DatagramSocket udp;
  private final ServerSocket tcp;
  private final List<String> questions = new CopyOnWriteArrayList<>();
  private volatile Script script;

  private ScriptedDns(DatagramSocket udp, ServerSocket tcp, Script script) {
    this.udp = udp;
    this.tcp = tcp;
    this.script = script;
  }

  public static ScriptedDns start(Script script) {
    for (int i = 0; i < 100; i++) {
      try {
        ServerSocket tcp = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        try {
          DatagramSocket udp =
              new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress());
          ScriptedDns dns = new ScriptedDns(udp, tcp, script);
          Thread.ofPlatform().daemon().start(dns::serveUdp);
          Thread.ofPlatform().daemon().start(dns::serveTcp);
          return dns;
        } catch (IOException taken) {
          tcp.close();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw new IllegalStateException("no port is free for both UDP and TCP");
  }

  /** Gives every name these addresses. */
  public static ScriptedDns answering(long ttl, String... addresses) {
    return start((query, tcp) -> addresses(query, ttl, addresses));
  }

  public void script(Script next) {
    script = next;
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) udp.getLocalSocketAddress();
  }

  /** Such as {@code A name.test}, in order. */
  public List<String> questions() {
    return questions;
  }

  public static Message response(Message query, int code) {
    Message response = new Message(query.getHeader().getID());
    response.getHeader().setFlag(Flags.QR);
    response.getHeader().setFlag(Flags.RA);
    response.getHeader().setRcode(code);
    response.addRecord(query.getQuestion(), Section.QUESTION);
    return response;
  }

  /** Those of the family that is asked for. */
  public static Message addresses(Message query, long ttl, String... addresses) {
    return addresses(query, query.getQuestion().getName(), response(query, 0), ttl, addresses);
  }

  public static Message addresses(
      Message query, Name owner, Message into, long ttl, String... addresses) {
    for (String text : addresses) {
      InetAddress address = InetAddress.ofLiteral(text);
      boolean v6 = address.getAddress().length == 16;
      if (query.getQuestion().getType() == (v6 ? Type.AAAA : Type.A)) {
        Record record =
            v6
                ? new AAAARecord(owner, DClass.IN, ttl, address)
                : new ARecord(owner, DClass.IN, ttl, address);
        into.addRecord(record, Section.ANSWER);
      }
    }
    return into;
  }

  public static Message alias(Message into, String from, String to, long ttl) throws IOException {
    into.addRecord(
        new CNAMERecord(
            Name.fromString(from, Name.root), DClass.IN, ttl, Name.fromString(to, Name.root)),
        Section.ANSWER);
    return into;
  }

  /** That the zone says so itself, with the time that it gives. */
  public static Message withZone(Message into, long ttl) throws IOException {
    Name zone = Name.fromString("test.");
    into.addRecord(
        new SOARecord(zone, DClass.IN, ttl, zone, zone, 1, 3600, 600, 86_400, ttl),
        Section.AUTHORITY);
    return into;
  }

  private @Nullable Message answer(byte[] bytes, boolean overTcp) throws Exception {
    Message query = new Message(bytes);
    questions.add(
        Type.string(query.getQuestion().getType())
            + " "
            + query.getQuestion().getName().toString(true));
    return script.answer(query, overTcp);
  }

  private void serveUdp() {
    byte[] buffer = new byte[4096];
    while (!udp.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        udp.receive(packet);
        byte[] query = Arrays.copyOf(packet.getData(), packet.getLength());
        var from = packet.getSocketAddress();
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    Message response = answer(query, false);
                    if (response != null) {
                      byte[] bytes = response.toWire();
                      udp.send(new DatagramPacket(bytes, bytes.length, from));
                    }
                  } catch (Exception e) {
                    // The test sees that there is no answer.
                  }
                });
      } catch (IOException e) {
        // closed
      }
    }
  }

  private void serveTcp() {
    while (!tcp.isClosed()) {
      try {
        Socket socket = tcp.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        // closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        DataInputStream in = new DataInputStream(socket.getInputStream());
        DataOutputStream out = new DataOutputStream(socket.getOutputStream())) {
      while (true) {
        byte[] query = in.readNBytes(in.readUnsignedShort());
        Message response = answer(query, true);
        if (response == null) {
          return;
        }
        byte[] bytes = response.toWire();
        out.writeShort(bytes.length);
        out.write(bytes);
        out.flush();
      }
    } catch (Exception e) {
      // The client is gone.
    }
  }

  @Override
  public void close() {
    udp.close();
    try {
      tcp.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
