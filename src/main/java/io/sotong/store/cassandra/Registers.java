package io.sotong.store.cassandra;

import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.data.TupleValue;
import com.datastax.oss.driver.api.core.type.ListType;
import com.datastax.oss.driver.api.core.type.TupleType;
import io.sotong.log.Raise;
import io.sotong.log.Register;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Registers as cells written with their own value as the timestamp: of two writes the later one
 * wins, which is the larger. Those of one owner share a partition, and a statement. Belongs to one
 * context.
 */
final class Registers {
  private final Traffic traffic;
  private final PreparedStatement raise;
  private final PreparedStatement get;
  private final TupleType name;

  Registers(Traffic traffic, Queries queries) {
    this.traffic = traffic;
    raise = queries.get(Query.RAISE);
    get = queries.get(Query.GET);
    ListType names = (ListType) get.getVariableDefinitions().get(1).getType();
    name = (TupleType) names.getElementType();
  }

  /** The highest value for each register. */
  static Map<Register, Long> highest(List<Raise> raises) {
    Map<Register, Long> highest = new LinkedHashMap<>();
    for (Raise each : raises) {
      highest.merge(each.register(), each.value(), Math::max);
    }
    return highest;
  }

  /** Raises all of them, durably. */
  Future<Void> raise(Map<Register, Long> values) {
    Map<String, List<BoundStatement>> byOwner = new LinkedHashMap<>();
    values.forEach(
        (register, value) ->
            byOwner
                .computeIfAbsent(register.owner(), owner -> new ArrayList<>())
                .add(
                    raise.bind(
                        value, value, register.owner(), register.kind().name(), register.part())));
    List<Future<?>> ends = new ArrayList<>(byOwner.size());
    for (List<BoundStatement> raises : byOwner.values()) {
      Statement<?> statement =
          raises.size() == 1
              ? raises.get(0)
              : BatchStatement.newInstance(BatchType.UNLOGGED).addAll(raises).setIdempotent(true);
      ends.add(traffic.execute(statement));
    }
    return Future.join(ends).mapEmpty();
  }

  /** The values of {@code asked}, in their order. */
  Future<long[]> get(List<Register> asked) {
    Map<String, Set<Register>> byOwner = new LinkedHashMap<>();
    for (Register register : asked) {
      byOwner.computeIfAbsent(register.owner(), owner -> new LinkedHashSet<>()).add(register);
    }
    Map<Register, Long> found = new HashMap<>();
    List<Future<?>> ends = new ArrayList<>(byOwner.size());
    byOwner.forEach(
        (owner, registers) -> {
          List<TupleValue> names = new ArrayList<>(registers.size());
          registers.forEach(each -> names.add(name.newValue(each.kind().name(), each.part())));
          ends.add(
              traffic
                  .rows(get.bind(owner, names))
                  .onSuccess(rows -> rows.forEach(row -> note(owner, row, found))));
        });
    return Future.join(ends)
        .map(done -> asked.stream().mapToLong(each -> found.getOrDefault(each, 0L)).toArray());
  }

  private static void note(String owner, Row row, Map<Register, Long> found) {
    Register.Kind kind = Register.Kind.valueOf(text(row, "kind"));
    found.put(new Register(kind, owner, text(row, "part")), row.getLong("value"));
  }

  private static String text(Row row, String column) {
    return String.valueOf(row.getString(column));
  }
}
