package io.sotong;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.properties.HasName.AndFullName.Predicates.fullNameMatching;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBusOptions;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The borders between rooms. A new room, or a new door in a wall, is a line in {@link #MAY_KNOW}.
 */
class ArchitectureTest {
  private static final String HOUSE = "io.sotong";
  private static final String LAUNCH = HOUSE + ".launch..";
  private static final String STORE = HOUSE + ".store..";

  /** Room → the rooms it may know besides itself. {@code launch} knows all, and none knows it. */
  private static final Map<String, Set<String>> MAY_KNOW =
      Map.ofEntries(
          // Words, known to many and knowing next to nothing.
          room("model"),
          room("wire"),
          room("config", "model"),
          room("limit", "model"),
          room("origin"),
          room("protocol", "model", "wire"),
          room("bus", "model", "wire"),
          room("log", "model", "wire"),
          // The domain.
          room("account", "log", "mailbox", "bus", "model", "wire"),
          room("channel", "log", "model", "wire"),
          room("mailbox", "log", "bus", "protocol", "model", "wire"),
          room("search", "account", "channel", "log", "bus", "model", "wire"),
          room("importer", "log", "account", "channel", "mailbox", "protocol", "model", "wire"),
          // Verticles.
          room("presence", "bus", "mailbox", "protocol", "model", "wire"),
          room("push", "account", "channel", "mailbox", "log", "bus", "limit", "model", "wire"),
          room("discovery", "bus", "origin", "model", "wire"),
          room(
              "routing",
              "channel",
              "mailbox",
              "presence",
              "log",
              "bus",
              "protocol",
              "model",
              "wire"),
          room("bridge", "protocol", "mailbox", "bus", "limit", "origin", "model", "wire"),
          room(
              "api",
              "account",
              "channel",
              "mailbox",
              "presence",
              "push",
              "search",
              "discovery",
              "bus",
              "limit",
              "origin",
              "protocol",
              "model",
              "wire"),
          room("ops", "model"),
          // A developer's machine.
          room("servers"),
          // Adapters: the ports they carry out, and what those ports speak of.
          room(
              "store",
              "log",
              "account",
              "channel",
              "mailbox",
              "presence",
              "push",
              "search",
              "discovery",
              "importer",
              "config",
              "bus",
              "protocol",
              "model",
              "wire"));

  private static final JavaClasses SOTONG =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(HOUSE);

  @TestFactory
  Stream<DynamicTest> aRoomKnowsOnlyTheRoomsInItsLine() {
    return new TreeMap<>(MAY_KNOW)
        .entrySet().stream()
            .map(
                line ->
                    DynamicTest.dynamicTest(
                        line.getKey(),
                        () ->
                            noClasses()
                                .that()
                                .resideInAPackage(inside(line.getKey()))
                                .should()
                                .dependOnClassesThat(closedTo(line.getKey(), line.getValue()))
                                .because("only what the table of rooms names may be known")
                                .allowEmptyShould(true)
                                .check(SOTONG)));
  }

  @Test
  void everyRoomHasALine() {
    Set<String> standing = new TreeSet<>();
    for (JavaClass each : SOTONG) {
      standing.add(roomOf(each));
    }
    standing.removeAll(Set.of("", "launch"));
    assertThat(MAY_KNOW.keySet()).containsAll(standing);
  }

  @Test
  void noRoomsDependOnEachOtherInACircle() {
    slices().matching(HOUSE + ".(*)..").should().beFreeOfCycles().check(SOTONG);
  }

  @Test
  void onlyTheBusTouchesTheEventBus() {
    DescribedPredicate<JavaClass> eventBus =
        JavaClass.Predicates.resideInAPackage("io.vertx.core.eventbus..")
            .and(DescribedPredicate.not(belongToAnyOf(EventBusOptions.class)));
    noClasses()
        .that()
        .resideOutsideOfPackage(inside("bus"))
        .should()
        .dependOnClassesThat(eventBus)
        .because("rooms speak through the catalogue of addresses")
        .check(SOTONG);
  }

  @Test
  void onlyTheBusIsHandedTheEventBus() {
    noClasses()
        .that()
        .resideOutsideOfPackage(inside("bus"))
        .should()
        .accessTargetWhere(
            targetOwner(JavaClass.Predicates.assignableTo(Vertx.class))
                .and(target(nameMatching("eventBus"))))
        .because("who holds the event bus can pass the catalogue by")
        .check(SOTONG);
  }

  @Test
  void theEventBusIsSetUpInLaunch() {
    noClasses()
        .that()
        .resideOutsideOfPackages(inside("bus"), LAUNCH)
        .should()
        .dependOnClassesThat(belongToAnyOf(EventBusOptions.class))
        .because("the bus is set up in launch, once")
        .check(SOTONG);
  }

  @Test
  void driversLiveInTheStoreOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages(STORE, LAUNCH)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.rocksdb..",
            "org.sqlite..",
            "java.sql..",
            "javax.sql..",
            "org.flywaydb..",
            "io.vertx.sqlclient..",
            "io.vertx.cassandra..",
            "com.datastax..",
            "io.vertx.jdbcclient..",
            "io.vertx.pgclient..",
            "io.vertx.redis..",
            "io.vertx.spi.cluster..",
            "com.hazelcast..",
            "org.apache.curator..",
            "org.apache.zookeeper..",
            "org.apache.kafka..",
            "org.apache.lucene.index..",
            "org.apache.lucene.search..",
            "org.apache.lucene.store..",
            "io.vertx.kafka..")
        .because("a profile is chosen once, in launch, and no room knows which")
        .check(SOTONG);
  }

  @Test
  void aVerticleIsKnownToItsOwnRoomAndToLaunch() {
    for (String room : MAY_KNOW.keySet()) {
      noClasses()
          .that()
          .resideOutsideOfPackages(inside(room), LAUNCH)
          .should()
          .dependOnClassesThat(
              JavaClass.Predicates.resideInAPackage(inside(room))
                  .and(JavaClass.Predicates.assignableTo(Deployable.class)))
          .because("verticles meet on the bus")
          .check(SOTONG);
    }
  }

  @Test
  void theModelKnowsNoVertxAndDoesNoInputOrOutput() {
    noClasses()
        .that()
        .resideInAPackage(inside("model"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.vertx..", "io.netty..", "java.io..", "java.nio.file..", "java.net..")
        .check(SOTONG);
  }

  @Test
  void timeIsPassedIn() {
    DescribedPredicate<JavaAccess<?>> currentTime =
        targetOwner(belongToAnyOf(System.class)).and(target(nameMatching("currentTimeMillis")));
    // now(Clock) is what it should be; now() and now(ZoneId) read the machine's own.
    DescribedPredicate<JavaAccess<?>> now =
        target(fullNameMatching("java\\.time\\..*\\.now\\((?!java\\.time\\.Clock\\)).*"));
    DescribedPredicate<JavaAccess<?>> systemClock =
        targetOwner(belongToAnyOf(Clock.class, InstantSource.class))
            .and(target(nameMatching("system.*|tick(Millis|Seconds|Minutes)")));
    DescribedPredicate<JavaAccess<?>> date =
        target(fullNameMatching("java\\.util\\.Date\\.<init>\\(\\)"));
    noClasses()
        .that()
        .resideOutsideOfPackage(LAUNCH)
        .should()
        .accessTargetWhere(currentTime.or(now).or(systemClock).or(date))
        .because("only launch reads a clock; a test has to be able to turn it")
        .check(SOTONG);
  }

  @Test
  void nobodySleeps() {
    DescribedPredicate<JavaAccess<?>> sleep =
        targetOwner(belongToAnyOf(Thread.class)).and(target(nameMatching("sleep")));
    noClasses()
        .should()
        .accessTargetWhere(sleep)
        .because("what waits, waits for a condition")
        .check(SOTONG);
  }

  @Test
  void logsGoThroughOneDoor() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.logging..")
        .because("SLF4J is the one way to log")
        .check(SOTONG);
  }

  @Test
  void nobodyPrintsAStackTrace() {
    DescribedPredicate<JavaAccess<?>> trace =
        targetOwner(JavaClass.Predicates.assignableTo(Throwable.class))
            .and(target(nameMatching("printStackTrace")));
    noClasses().should().accessTargetWhere(trace).check(SOTONG);
  }

  @Test
  void onlyLaunchWritesToTheConsole() {
    DescribedPredicate<JavaAccess<?>> console =
        targetOwner(belongToAnyOf(System.class)).and(target(nameMatching("out|err")));
    noClasses()
        .that()
        .resideOutsideOfPackage(LAUNCH)
        .should()
        .accessTargetWhere(console)
        .because("the console belongs to launch")
        .check(SOTONG);
  }

  @Test
  void everyPackageSaysItsDutyAndIsNullMarked() {
    List<String> unmarked =
        SOTONG.stream()
            .map(JavaClass::getPackage)
            .distinct()
            .filter(each -> !each.getClasses().isEmpty())
            .filter(each -> !each.isAnnotatedWith(NullMarked.class))
            .map(each -> each.getName())
            .toList();
    assertThat(unmarked).isEmpty();
  }

  @Test
  void packagesAreNamedByFeature() {
    classes()
        .should()
        .resideOutsideOfPackages(
            "..util..",
            "..utils..",
            "..common..",
            "..helper..",
            "..helpers..",
            "..manager..",
            "..impl..",
            "..dto..",
            "..entities..")
        .because("a helper lives in the room that needs it")
        .check(SOTONG);
  }

  private static Map.Entry<String, Set<String>> room(String name, String... known) {
    return Map.entry(name, Set.of(known));
  }

  private static String inside(String room) {
    return HOUSE + '.' + room + "..";
  }

  private static DescribedPredicate<JavaClass> closedTo(String room, Set<String> known) {
    return DescribedPredicate.describe(
        "are in rooms closed to " + room,
        each -> {
          String other = roomOf(each);
          return !other.isEmpty() && !other.equals(room) && !known.contains(other);
        });
  }

  /** The room a class stands in; empty outside the house. */
  private static String roomOf(JavaClass each) {
    String name = each.getPackageName();
    if (!name.startsWith(HOUSE + '.')) {
      return "";
    }
    return name.substring(HOUSE.length() + 1).split("\\.", 2)[0];
  }
}
