package io.sotong.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A group of 100. */
@Execution(ExecutionMode.CONCURRENT)
class GroupIT {
  private final List<Device> crowd = Crowd.of101();
  private final Device owner = crowd.get(0);

  @Test
  void aMessageReachesThe99OtherMembersDevicesAndThe101stCannotJoin() {
    List<Device> others = crowd.subList(1, 100);
    String group = owner.groupWith(others.toArray(Device[]::new));
    List<Link> links = others.stream().map(Device::online).toList();
    Link owners = owner.online();

    long first = owners.send(group, "to all 99 of you", "r1").getLong("seq");
    long second = owners.send(group, "and once more", "r2").getLong("seq");

    for (Link link : links) {
      assertThat(link.pushes().awaitMessage(group, first).getString("body"))
          .isEqualTo("to all 99 of you");
      link.pushes().awaitMessage(group, second);
      assertThat(link.pushes().messages(group)).hasSize(2);
    }
    Device oneTooMany = crowd.get(100);
    owner
        .api()
        .put("/channels/" + group + "/members/" + oneTooMany.userId())
        .isRefused(422, "group_full");
    assertThat(owner.api().get("/channels/" + group).is(200).json().getJsonArray("memberIds"))
        .hasSize(100);
    oneTooMany.api().get("/channels/" + group).isRefused(404, "not_found");
    owner.api().delete("/channels/" + group + "/members/" + others.get(0).userId()).isSuccess();
    owner.api().put("/channels/" + group + "/members/" + oneTooMany.userId()).isSuccess();
    links.forEach(Link::close);
    owners.close();
  }

  @Test
  void aGroupOf101CannotBeMade() {
    JsonArray members = new JsonArray();
    crowd.subList(1, 101).forEach(device -> members.add(device.userId()));
    JsonObject wish =
        new JsonObject().put("kind", "group").put("name", "Too many").put("memberIds", members);
    owner.api().post("/channels", wish).isRefused(422, "group_full");
    members.remove(0);
    members.add(owner.userId());
    assertThat(owner.api().post("/channels", wish).is(201).json().getJsonArray("memberIds"))
        .as("naming the creator adds nobody")
        .hasSize(100);
  }
}
