package io.sotong.api;

import java.util.Map;

/** Some of the contract's operations. One object serves all instances of the verticle. */
@FunctionalInterface
public interface Routes {
  /** By {@code operationId}; each must stand in {@code openapi.yaml}. */
  Map<String, Operation> operations();
}
