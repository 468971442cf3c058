package io.sotong.api;

import io.sotong.account.Accounts;
import io.sotong.account.Profile;
import io.sotong.account.Rules;
import io.sotong.account.User;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/** Signing up, the own profile, and other people's. */
public final class AccountRoutes implements Routes {
  private static final String USERNAME =
      "A username has 3 to 32 characters of a to z, 0 to 9, _ and the full stop.";
  private static final String PASSWORD = "A password has 8 to 128 characters.";
  private static final String NAME = "A display name has 1 to 64 characters.";
  private static final String SETTINGS = "Settings have at most 16 KiB.";

  private final Accounts accounts;
  private final ApiLimits limits;

  public AccountRoutes(Accounts accounts, ApiLimits limits) {
    this.accounts = accounts;
    this.limits = limits;
  }

  @Override
  public Map<String, Operation> operations() {
    return Map.of(
        "signUp", this::signUp,
        "findUser", this::findUser,
        "getUser", this::getUser,
        "getMe", this::getMe,
        "updateMe", this::updateMe,
        "changePassword", this::changePassword,
        "removeMe", this::removeMe);
  }

  private Future<Answer> signUp(Call call) {
    limits.signUp(call.address());
    JsonObject body = call.body();
    String username = body.getString("username");
    String password = body.getString("password");
    String displayName = body.getString("displayName");
    InvalidFields.check()
        .that(Rules.isUsername(username), "username", USERNAME)
        .that(Rules.isPassword(password), "password", PASSWORD)
        .that(Rules.isName(displayName), "displayName", NAME)
        .done();
    return accounts
        .signUp(username, password, displayName)
        .map(user -> Answer.created(json -> Views.user(json, user)));
  }

  private Future<Answer> findUser(Call call) {
    String username = call.query("username").orElse("");
    return Rules.isUsername(username)
        ? accounts.named(username).map(AccountRoutes::shown)
        : Future.failedFuture(new ChatException(ErrorCode.NOT_FOUND, "There is no such user."));
  }

  private Future<Answer> getUser(Call call) {
    return accounts.user(call.pathId("userId", UserId::new)).map(AccountRoutes::shown);
  }

  private Future<Answer> getMe(Call call) {
    return accounts.profile(call.caller().user()).map(AccountRoutes::shown);
  }

  private Future<Answer> updateMe(Call call) {
    JsonObject body = call.body();
    Optional<String> displayName = Optional.ofNullable(body.getString("displayName"));
    Optional<String> settings =
        Optional.ofNullable(body.getJsonObject("settings")).map(JsonObject::encode);
    InvalidFields.check()
        .that(displayName.map(Rules::isName).orElse(true), "displayName", NAME)
        .that(settings.map(Rules::areSettings).orElse(true), "settings", SETTINGS)
        .done();
    return accounts.update(call.caller().user(), displayName, settings).map(AccountRoutes::shown);
  }

  private Future<Answer> changePassword(Call call) {
    Caller caller = call.caller();
    limits.logIn(caller.user().value());
    String fresh = call.body().getString("newPassword");
    InvalidFields.check().that(Rules.isPassword(fresh), "newPassword", PASSWORD).done();
    return accounts
        .changePassword(
            caller.user(), caller.device(), call.body().getString("currentPassword"), fresh)
        .map(done -> Answer.none());
  }

  private Future<Answer> removeMe(Call call) {
    return accounts.remove(call.caller().user()).map(done -> Answer.none());
  }

  private static Answer shown(User user) {
    return Answer.ok(json -> Views.user(json, user));
  }

  private static Answer shown(Profile profile) {
    return Answer.ok(json -> Views.me(json, profile));
  }
}
