package io.sotong.blackbox;

/**
 * The ways to be connected that the contract offers: our own clients, and the official bridge
 * client in Node.
 */
public enum LinkKind {
  WEBSOCKET,
  SOCKJS_WEBSOCKET,
  SOCKJS_XHR_STREAMING,
  SOCKJS_XHR_POLLING,
  OFFICIAL_WEBSOCKET,
  OFFICIAL_XHR_STREAMING,
  OFFICIAL_XHR_POLLING;

  /** Connects to the chat server that the device was given, without a hello. */
  public Link open(Device device) {
    return switch (this) {
      case WEBSOCKET -> ChatSocket.open(device.webSocket());
      case SOCKJS_WEBSOCKET -> BridgeLink.open(device.sockJs(), SockJs.Transport.WEBSOCKET);
      case SOCKJS_XHR_STREAMING -> BridgeLink.open(device.sockJs(), SockJs.Transport.XHR_STREAMING);
      case SOCKJS_XHR_POLLING -> BridgeLink.open(device.sockJs(), SockJs.Transport.XHR_POLLING);
      case OFFICIAL_WEBSOCKET -> OfficialBridgeLink.open(device.sockJs(), "websocket");
      case OFFICIAL_XHR_STREAMING -> OfficialBridgeLink.open(device.sockJs(), "xhr-streaming");
      case OFFICIAL_XHR_POLLING -> OfficialBridgeLink.open(device.sockJs(), "xhr-polling");
    };
  }

  /** Whether this is a way over the bridge, so that {@link #open} gives a {@link Bridge}. */
  public boolean isBridge() {
    return this != WEBSOCKET;
  }
}
