package io.sotong.bridge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.sotong.protocol.CloseCode;
import io.vertx.core.internal.ContextInternal;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket, behind Vert.x's codec but in the place of Vert.x's own handler, which would cost
 * five times the memory. On the channel's event loop only, which is the verticle's.
 */
final class SocketLine extends SimpleChannelInboundHandler<WebSocketFrame>
    implements Transport, Runnable {
  /** The largest frame, and the largest message of several frames. */
  static final int MAX_BYTES = 2 * 1024 * 1024;

  /** Small enough that one who does not read costs little beyond the kernel's own buffer. */
  private static final WriteBufferWaterMark MARKS = new WriteBufferWaterMark(16 * 1024, 48 * 1024);

  /** For the client to answer a close; then the connection goes without it. */
  private static final long FAREWELL_MS = 2_000;

  private final Channel channel;
  private final ContextInternal context;
  private final Session session;
  private @Nullable ByteBuf fragments;
  private boolean flushing;
  private boolean closing;
  private boolean farewell;

  private SocketLine(
      Channel channel, ContextInternal context, Dialect dialect, Desk desk, String address) {
    this.channel = channel;
    this.context = context;
    session = new Session(this, dialect, desk, address);
  }

  /** Takes over a channel whose handshake is done. */
  static void takeOver(
      Channel channel, ContextInternal context, Dialect dialect, Desk desk, String address) {
    SocketLine line = new SocketLine(channel, context, dialect, desk, address);
    channel.config().setWriteBufferWaterMark(MARKS);
    channel.pipeline().replace("handler", "session", line);
    if (channel.pipeline().get("idle") != null) {
      channel.pipeline().remove("idle"); // a session has its own measure of that
    }
    if (dialect == BridgeDialect.SOCKJS) {
      ByteBuf open = line.frame(1);
      open.writeByte('o');
      line.write(open);
    }
    if (!channel.isActive()) {
      line.session.gone(false);
    }
  }

  @Override
  public ByteBuf frame(int expectedBytes) {
    return channel.alloc().buffer(expectedBytes);
  }

  @Override
  public void write(ByteBuf frame) {
    if (farewell || !channel.isActive()) {
      frame.release();
      return;
    }
    session.desk().gate().figures().framesOut().increment();
    var unused = channel.write(new TextWebSocketFrame(frame), channel.voidPromise());
    if (!flushing) {
      flushing = true;
      channel.eventLoop().execute(this);
    }
  }

  /** Sends what this turn of the event loop has written. */
  @Override
  public void run() {
    flushing = false;
    channel.flush();
  }

  @Override
  public boolean writable() {
    return channel.isWritable();
  }

  @Override
  public long backlog() {
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    return waiting == null ? 0 : waiting.totalPendingWriteBytes() - waiting.currentProgress();
  }

  @Override
  public void reading(boolean wanted) {
    if (!closing) {
      channel.config().setAutoRead(wanted);
    }
  }

  @Override
  public void close(CloseCode why) {
    if (!channel.isActive()) {
      return;
    }
    closing = true;
    farewell = true;
    var unused = channel.writeAndFlush(new CloseWebSocketFrame(why.code(), why.reason()));
    channel.config().setAutoRead(true); // to see its answer
    var later = channel.eventLoop().schedule(this::hangUp, FAREWELL_MS, TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(gone -> later.cancel(false));
  }

  private void hangUp() {
    var unused = channel.close();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
    if (frame instanceof CloseWebSocketFrame close) {
      closed(close);
    } else if (!closing && frame instanceof PingWebSocketFrame) {
      var unused =
          ctx.writeAndFlush(
              new PongWebSocketFrame(frame.content().retain()), channel.voidPromise());
    } else if (!closing && frame instanceof BinaryWebSocketFrame) {
      context.dispatch(CloseCode.BAD_FRAME, session::end);
    } else if (!closing && !(frame instanceof PongWebSocketFrame)) {
      part(frame);
    }
  }

  private void closed(CloseWebSocketFrame close) {
    if (closing) {
      hangUp();
      return;
    }
    closing = true;
    farewell = true;
    int code = close.statusCode();
    boolean goodbye = code == CloseCode.NORMAL.code() || code == -1; // a bare close() has no code
    context.dispatch(goodbye, session::gone);
    channel
        .writeAndFlush(
            code == -1
                ? new CloseWebSocketFrame()
                : new CloseWebSocketFrame(CloseCode.NORMAL.code(), ""))
        .addListener(ChannelFutureListener.CLOSE);
  }

  private void part(WebSocketFrame frame) {
    ByteBuf before = fragments;
    ByteBuf content = frame.content();
    if (before == null && frame.isFinalFragment()) {
      whole(content);
      return;
    }
    if (before == null) {
      before = channel.alloc().buffer(2 * content.readableBytes());
      fragments = before;
    }
    if (before.readableBytes() + content.readableBytes() > MAX_BYTES) {
      context.dispatch(CloseCode.TOO_LARGE, session::end);
      return;
    }
    before.writeBytes(content);
    if (frame.isFinalFragment()) {
      fragments = null;
      try {
        whole(before);
      } finally {
        before.release();
      }
    }
  }

  private void whole(ByteBuf text) {
    if (ByteBufUtil.isText(text, StandardCharsets.UTF_8)) {
      context.dispatch(ByteBufUtil.getBytes(text), session::heard);
    } else {
      context.dispatch(CloseCode.BAD_FRAME, session::end);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable() && !closing) {
      context.dispatch(session::drained);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    ByteBuf half = fragments;
    if (half != null) {
      fragments = null;
      half.release();
    }
    context.dispatch(false, session::gone);
  }

  /** What the codec refuses is the client's fault; anything else is the network's, or ours. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof CorruptedWebSocketFrameException corrupted)) {
      hangUp();
    } else if (!closing) {
      context.dispatch(
          corrupted.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG)
              ? CloseCode.TOO_LARGE
              : CloseCode.BAD_FRAME,
          session::end);
    }
  }
}
