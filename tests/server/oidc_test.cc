// Login at an identity provider, and those who would like to be somebody else there.
#include "server/oidc.h"

#include "server/errors.h"
#include "tests/server/api_fixture.h"
#include "tests/support/slug_of.h"

namespace sohoa::server {
namespace {

using nlohmann::json;
using test::slugOf;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class OidcTest : public ApiTest {
 protected:
  OidcTest() {
    person_ = addPerson("thu.ha", {core::Role::kRead}, "p01");
    person_.subject = "person-1";
    operators_.changeOperator(person_.id, [&](core::Operator& now) { now = person_; });
  }
  [[nodiscard]] static std::map<std::string, std::string> queryOf(const std::string& url) {
    return parseForm(url.substr(url.find('?') + 1)).value();
  }
  struct Left {
    std::string state;
    std::string browser;
  };
  Left leave() {
    const auto start = oidc_.start();
    const auto query = queryOf(start.url);
    provider_.nonce = query.at("nonce");
    return {query.at("state"), start.browser};
  }
  std::string comeBack(const Left& left) {
    return oidc_.finish(left.state, "the-code", "", left.browser);
  }
  std::string refusal(const Left& left) {
    return slugOf([&] { static_cast<void>(comeBack(left)); });
  }

  core::Operator person_;
};

TEST_F(OidcTest, ABrowserLeavesWithStateNonceAndChallengeAndComesBackAsSomebody) {
  const auto start = oidc_.start();
  EXPECT_THAT(start.url, StartsWith("https://id.test/authorize?response_type=code&"));
  const auto query = queryOf(start.url);
  EXPECT_EQ(query.at("client_id"), "sohoa");
  EXPECT_EQ(query.at("redirect_uri"), "https://sohoa.test/api/v1/session/oidc/callback");
  EXPECT_THAT(query.at("scope"), StartsWith("openid"));
  EXPECT_EQ(query.at("code_challenge_method"), "S256");
  provider_.nonce = query.at("nonce");
  EXPECT_EQ(oidc_.finish(query.at("state"), "the-code", "https://id.test", start.browser),
            "person-1");
  EXPECT_EQ(provider_.last_form.at("grant_type"), "authorization_code");
  EXPECT_EQ(provider_.last_form.at("code"), "the-code");
  EXPECT_EQ(base64Url(core::sha256(provider_.last_form.at("code_verifier")).bytes()),
            query.at("code_challenge"));
  EXPECT_THAT(provider_.last_authorization, StartsWith("Basic "));
}

TEST_F(OidcTest, BothAlgorithmsAreTaken) {
  provider_.mint = [&](const json& claims) { return provider_.rs256(claims); };
  EXPECT_EQ(comeBack(leave()), "person-1");
  provider_.mint = [&](const json& claims) { return provider_.es256(claims); };
  EXPECT_EQ(comeBack(leave()), "person-1");
}

TEST_F(OidcTest, AStateIsGoodOnceInTimeAndAtItsOwnBrowser) {
  const auto left = leave();
  EXPECT_EQ(comeBack(left), "person-1");
  EXPECT_EQ(refusal(left), kBadLogin.slug);
  auto other = leave();
  other.browser = leave().browser;
  EXPECT_EQ(refusal(other), kBadLogin.slug);
  EXPECT_EQ(refusal({"made up", left.browser}), kBadLogin.slug);
  EXPECT_EQ(refusal({leave().state, ""}), kBadLogin.slug);
  const auto late = leave();
  clock_.advance(std::chrono::minutes(10));
  EXPECT_EQ(refusal(late), kBadLogin.slug);
  const auto mixed = leave();
  EXPECT_EQ(
      slugOf([&] {
        static_cast<void>(oidc_.finish(mixed.state, "code", "https://evil.test", mixed.browser));
      }),
      kBadLogin.slug);
}

TEST_F(OidcTest, ATokenThatSaysAnythingElseIsRefused) {
  const std::vector<std::function<void(json&)>> lies{
      [](json& c) { c["iss"] = "https://evil.test"; },
      [](json& c) { c.erase("iss"); },
      [](json& c) { c["aud"] = "another"; },
      [](json& c) { c["aud"] = json::array({"another"}); },
      [](json& c) {
        c["aud"] = json::array({"sohoa", "another"});
      },  // for whom is not said
      [](json& c) { c["azp"] = "another"; },
      [](json& c) { c.erase("aud"); },
      [](json& c) { c["nonce"] = "of another login"; },
      [](json& c) { c.erase("nonce"); },
      [](json& c) { c["exp"] = c["iat"].get<std::int64_t>() - 61; },
      [](json& c) { c.erase("exp"); },
      [](json& c) { c["exp"] = "tomorrow"; },
      [](json& c) { c["iat"] = c["iat"].get<std::int64_t>() + 61; },
      [](json& c) { c["iat"] = c["iat"].get<std::int64_t>() - 3600; },
      [](json& c) { c.erase("iat"); },
      [](json& c) { c["sub"] = 1; },
      [](json& c) { c.erase("sub"); }};
  for (std::size_t i = 0; i < lies.size(); ++i) {
    provider_.alter = lies[i];
    EXPECT_EQ(refusal(leave()), kBadLogin.slug) << i;
  }
  provider_.alter = [](json& c) {
    c["aud"] = json::array({"sohoa", "another"});
    c["azp"] = "sohoa";
  };
  EXPECT_EQ(comeBack(leave()), "person-1");
}

TEST_F(OidcTest, ATokenThatTheProviderDidNotSignIsRefused) {
  ScriptedProvider stranger(clock_);
  const std::vector<std::function<std::string(const json&)>> forgeries{
      [&](const json& c) {
        return provider_.joined({{"alg", "none"}}, c) + ".";
      },
      [&](const json& c) {
        return provider_.joined({{"alg", "None"}, {"kid", "ec"}}, c) + ".";
      },
      [&](const json& c) { return provider_.hs256(c, "rsa"); },
      [&](const json& c) { return provider_.hs256(c, "ec"); },
      [&](const json& c) { return provider_.hs256(c, "k0"); },
      [&](const json& c) { return stranger.es256(c); },
      [&](const json& c) { return stranger.rs256(c); },
      [&](const json& c) { return provider_.es256(c, "rsa"); },  // under another key's name
      [&](const json& c) {
        const auto token = provider_.es256(c);
        auto other = c;
        other["sub"] = "person-2";
        return provider_.joined({{"alg", "ES256"}, {"kid", "ec"}}, other) +
               token.substr(token.rfind('.'));
      },
      [&](const json& c) {
        const auto token = provider_.es256(c);
        return token.substr(0, token.rfind('.') + 1) + base64Url(std::string(64, '\0'));
      },
      [&](const json& c) { return provider_.es256(c) + "A"; },
      [](const json&) { return std::string("..", 2); },
      [](const json&) { return std::string(); },
      [](const json&) { return std::string(100000, 'A'); }};
  for (std::size_t i = 0; i < forgeries.size(); ++i) {
    provider_.mint = forgeries[i];
    EXPECT_EQ(refusal(leave()), kBadLogin.slug) << i;
  }
}

TEST_F(OidcTest, WhatTheProviderSaysOfItselfIsKeptForAnHourAndANewKeyIsLookedFor) {
  static_cast<void>(comeBack(leave()));
  const auto asked = provider_.asked.size();
  static_cast<void>(comeBack(leave()));
  EXPECT_EQ(provider_.asked.size(), asked + 1);  // the token alone
  provider_.renewKeys();
  EXPECT_EQ(refusal(leave()), kBadLogin.slug);  // asked a moment ago
  clock_.advance(std::chrono::minutes(1));
  EXPECT_EQ(comeBack(leave()), "person-1");
}

TEST_F(OidcTest, IssuerAndRedirectAreHttpsUnlessOnThisVeryMachine) {
  const std::string good = "https://id.test";
  const auto made = [&](const std::string& issuer, const std::string& redirect) {
    return slugOf([&] {
      OidcLogin(provider_, clock_, {.issuer = issuer, .client_id = "s", .redirect = redirect});
    });
  };
  for (const std::string url : {"https://id.test/a", "http://127.0.0.1:8080/a", "http://localhost",
                                "http://localhost/a", "http://[::1]:80"}) {
    EXPECT_EQ(made(url, good), "") << url;
    EXPECT_EQ(made(good, url), "") << url;
  }
  for (const std::string url :
       {"", "http://id.test", "http://127.0.0.1.evil.test", "http://127.0.0.1:80@evil.test",
        "http://localhost@evil.test/", "http://localhost.evil.test", "ftp://127.0.0.1",
        "http://10.0.0.1:80"}) {
    EXPECT_EQ(made(url, good), core::kBadSettings.slug) << url;
    EXPECT_EQ(made(good, url), core::kBadSettings.slug) << url;
  }
}

TEST_F(OidcTest, AProviderThatIsNotWhatItShouldBeIsNotTrusted) {
  const auto fresh = [&] {
    return slugOf([&] {
      static_cast<void>(OidcLogin(provider_, clock_,
                                  {.issuer = "https://id.test",
                                   .client_id = "sohoa",
                                   .redirect = "https://sohoa.test/api/v1/session/oidc/callback"})
                            .start());
    });
  };
  EXPECT_EQ(fresh(), "");
  const auto good = provider_.document;
  provider_.document["issuer"] = "https://evil.test";
  EXPECT_EQ(fresh(), kBadProvider.slug);
  for (const char* name : {"authorization_endpoint", "token_endpoint", "jwks_uri"}) {
    provider_.document = good;
    provider_.document[name] = "http://id.test/plain";
    EXPECT_EQ(fresh(), kBadProvider.slug) << name;
    provider_.document.erase(name);
    EXPECT_EQ(fresh(), kBadProvider.slug) << name;
  }
}

// --- the calls

TEST_F(OidcTest, WhoeverHasAnAccountHereIsLetInAndNobodyElse) {
  const auto visit = [&](const std::string& target, const std::string& cookie = {}) {
    auto one = request("GET", target, "");
    one.encrypted = true;
    one.headers["sec-fetch-site"] = "cross-site";  // from the provider's page
    if (!cookie.empty()) one.headers["cookie"] = cookie;
    return send(one);
  };
  const auto come = [&] {
    const auto left = visit("/api/v1/session/oidc");
    EXPECT_EQ(left.status, 303);
    EXPECT_THAT(left.header("set-cookie"), AllOf(StartsWith("__Host-sohoa-login="),
                                                 HasSubstr("SameSite=Lax"), HasSubstr("HttpOnly")));
    const auto query = queryOf(left.header("location"));
    provider_.nonce = query.at("nonce");
    const auto set = left.header("set-cookie");
    return visit("/api/v1/session/oidc/callback?code=x&state=" + query.at("state"),
                 set.substr(0, set.find(';')));
  };
  const auto in = come();
  EXPECT_EQ(in.status, 303);
  EXPECT_EQ(in.header("location"), "/login");
  const auto set = in.header("set-cookie");
  EXPECT_THAT(set, AllOf(StartsWith("__Host-sohoa="), HasSubstr("SameSite=Strict")));
  auto who = request("GET", "/api/v1/session", "");
  who.encrypted = true;
  who.headers["cookie"] = set.substr(0, set.find(';'));
  const auto told = send(who);
  EXPECT_EQ(told.status, 200);
  EXPECT_EQ(told.json().at("operator"), person_.id);
  EXPECT_EQ(told.json().at("stage"), "full");
  provider_.alter = [](json& c) { c["sub"] = "nobody we know"; };
  EXPECT_EQ(come().status, 401);
  provider_.alter = {};
  person_.disabled = true;
  operators_.changeOperator(person_.id, [&](core::Operator& now) { now = person_; });
  const auto out = come();
  EXPECT_EQ(out.status, 401);
  EXPECT_EQ(out.header("set-cookie"), "");
  EXPECT_EQ(visit("/api/v1/session/oidc/callback?error=access_denied&state=x").status, 401);
}

TEST_F(OidcTest, ABrowserWhoseLoginFailsIsSentToTheLoginPageWithAWordForIt) {
  const auto visit = [&](const std::string& target) {
    auto one = request("GET", target, "");
    one.encrypted = true;
    one.headers["accept"] = "text/html,application/xhtml+xml;q=0.9";
    return send(one);
  };
  const auto told = [&](const std::string& target) {
    const auto answer = visit(target);
    EXPECT_EQ(answer.status, 303) << target;
    EXPECT_EQ(answer.header("set-cookie"), "") << target;
    return answer.header("location");
  };
  const std::string back = "/api/v1/session/oidc/callback?state=x";
  EXPECT_EQ(told(back + "&code=x"), "/login?failed=refused");
  EXPECT_EQ(told(back + "&error=access_denied&error_description=Ng%C6%B0%E1%BB%9Di+b%E1%BA%A5m"),
            "/login?failed=cancelled");
  // What somebody else wrote never comes into the address.
  EXPECT_EQ(told(back + "&error=%22%3E%3Cscript%3E%0d%0aX: y&error_description=%26failed=x"),
            "/login?failed=refused");
  provider_.document["issuer"] = "https://evil.test";
  EXPECT_EQ(told("/api/v1/session/oidc"), "/login?failed=provider");
  provider_.document["issuer"] = "https://id.test";
  for (int i = 0; visit(back).header("location") != "/login?failed=busy"; ++i) ASSERT_LT(i, 1000);
}

}  // namespace
}  // namespace sohoa::server
