package io.sotong.store.cassandra;

import io.sotong.log.Register;
import io.sotong.model.ChannelId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Raises registers, with the marks that go with some of them. Belongs to one context. */
final class Raises {
  private final Registers registers;
  private final Marks marks;

  Raises(Registers registers, Marks marks) {
    this.registers = registers;
    this.marks = marks;
  }

  /** What has to be durable before {@code values} may be raised. */
  Future<Void> marked(Map<Register, Long> values) {
    List<Future<?>> marked = new ArrayList<>(1);
    values.forEach(
        (register, value) -> {
          if (register.kind() == Register.Kind.CHANNEL_HEAD) {
            marked.add(marks.mark(new ChannelId(register.owner()), value));
          }
        });
    return Future.join(marked).mapEmpty();
  }

  /** Raises {@code values} durably, once {@code marked} is done. */
  Future<Void> raise(Map<Register, Long> values, Future<Void> marked) {
    if (values.isEmpty()) {
      return marked;
    }
    return marked
        .compose(done -> registers.raise(values))
        .onSuccess(
            done ->
                values.forEach(
                    (register, value) -> {
                      if (register.kind() == Register.Kind.FANNED_OUT) {
                        marks.unmark(new ChannelId(register.owner()), value);
                      }
                    }));
  }
}
