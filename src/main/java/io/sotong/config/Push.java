package io.sotong.config;

import static io.sotong.config.ConfigException.check;

import java.net.URI;
import java.util.List;

/**
 * Wake-ups by push. Constructors throw {@link ConfigException}.
 *
 * @param contact where push services reach the operator
 * @param ownServices origins of push services that may be anywhere, also on a private network
 * @param perSecond notifications of this node to browsers at most
 * @param atOnce wake-ups of this node that are under way at a time
 * @param timeoutMs how long a provider may take
 * @param sweepMs between two steps of the round among those who are registered
 */
public record Push(
    String contact,
    List<String> ownServices,
    int perSecond,
    int atOnce,
    int timeoutMs,
    int sweepMs,
    Apns apns,
    Fcm fcm) {
  private static final String ID = "[0-9A-Z]{10}";

  public Push {
    check(
        contact.isEmpty() || contact.matches("(mailto:[^@\\s]+@[^@\\s]+|https://\\S+)"),
        "push.contact must be a mailto: address or an https URL, not \"" + contact + "\".");
    for (String origin : ownServices) {
      check(
          origin.matches("https?://[^/?#@\\s]+"),
          "push.ownServices must hold origins such as https://push.example.org, not \""
              + origin
              + "\".");
    }
    Settings.positive("push.perSecond", perSecond);
    Settings.positive("push.atOnce", atOnce);
    Settings.positive("push.timeoutMs", timeoutMs);
    Settings.positive("push.sweepMs", sweepMs);
  }

  /**
   * Apple's service: key, its name, whose it is and the app, or none of them and then it is off.
   *
   * @param key the file, PKCS#8 in PEM ({@code .p8})
   * @param topic the app's bundle id
   * @param server its origin
   * @param perSecond notifications of this node at most
   * @param atOnce those that are under way at a time
   */
  public record Apns(
      String key,
      String keyId,
      String teamId,
      String topic,
      URI server,
      int perSecond,
      int atOnce) {
    public Apns {
      check(
          key.isEmpty() == keyId.isEmpty()
              && key.isEmpty() == teamId.isEmpty()
              && key.isEmpty() == topic.isEmpty(),
          "push.apns needs key, keyId, teamId and topic, or none of them.");
      check(
          key.isEmpty() || keyId.matches(ID) && teamId.matches(ID),
          "push.apns.keyId and push.apns.teamId must each be ten capital letters and digits.");
      check(
          topic.matches("[0-9A-Za-z.-]{0,255}"),
          "push.apns.topic must be the bundle id of an app such as org.example.chat, not \""
              + topic
              + "\".");
      checkOrigin("push.apns.server", server, "https");
      Settings.positive("push.apns.perSecond", perSecond);
      Settings.positive("push.apns.atOnce", atOnce);
    }

    /** Whether devices are woken by it. */
    public boolean isOn() {
      return !key.isEmpty();
    }
  }

  /**
   * Google's service: the file of a service account, or none and then it is off.
   *
   * @param account the file, JSON
   * @param server its origin
   * @param perSecond notifications of this node at most
   * @param atOnce those that are under way at a time
   */
  public record Fcm(String account, URI server, int perSecond, int atOnce) {
    public Fcm {
      checkOrigin("push.fcm.server", server, "https?");
      Settings.positive("push.fcm.perSecond", perSecond);
      Settings.positive("push.fcm.atOnce", atOnce);
    }

    /** Whether devices are woken by it. */
    public boolean isOn() {
      return !account.isEmpty();
    }
  }

  private static void checkOrigin(String name, URI server, String scheme) {
    check(
        server.toString().matches(scheme + "://[^/?#@\\s]+"),
        name + " must be an origin such as https://push.example.org, not \"" + server + "\".");
  }

  static Push read(Tree tree) {
    Section push = new Section("push", tree);
    Section apns = push.section("apns");
    Section fcm = push.section("fcm");
    return new Push(
        push.text("contact"),
        push.list("ownServices"),
        push.number("perSecond"),
        push.number("atOnce"),
        push.number("timeoutMs"),
        push.number("sweepMs"),
        new Apns(
            apns.text("key"),
            apns.text("keyId"),
            apns.text("teamId"),
            apns.text("topic"),
            server(apns),
            apns.number("perSecond"),
            apns.number("atOnce")),
        new Fcm(fcm.text("account"), server(fcm), fcm.number("perSecond"), fcm.number("atOnce")));
  }

  private static URI server(Section section) {
    return section
        .url("server")
        .orElseThrow(() -> new ConfigException(section.name() + ".server must say where it is."));
  }
}
