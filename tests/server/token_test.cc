#include "server/token.h"

#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <sys/stat.h>

#include <array>
#include <barrier>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "core/file.h"
#include "core/unique_handle.h"
#include "server/base64.h"
#include "server/token_keys.h"
#include "tests/support/slug_of.h"

namespace sohoa::server {
namespace {

using nlohmann::json;
using std::chrono::seconds;
using PkeyPtr = core::UniqueHandle<EVP_PKEY, &EVP_PKEY_free>;
using MdCtxPtr = core::UniqueHandle<EVP_MD_CTX, &EVP_MD_CTX_free>;
using BioPtr = core::UniqueHandle<BIO, &BIO_free_all>;
using SigPtr = core::UniqueHandle<ECDSA_SIG, &ECDSA_SIG_free>;

// Signs whatever it is given, with the server's own key.
class Forger {
 public:
  explicit Forger(const std::filesystem::path& file) {
    const auto text = core::readText(file);
    const BioPtr in(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    key_.reset(PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr));
  }
  [[nodiscard]] std::string es256(const json& head, const json& claims) const {
    const auto text = base64Url(head.dump()) + "." + base64Url(claims.dump());
    const MdCtxPtr context(EVP_MD_CTX_new());
    std::array<std::uint8_t, 128> der{};
    std::size_t size = der.size();
    EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get());
    EVP_DigestSign(context.get(), der.data(), &size,
                   reinterpret_cast<const unsigned char*>(text.data()), text.size());
    const unsigned char* at = der.data();
    const SigPtr parts(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)));
    std::array<std::uint8_t, 64> raw{};
    BN_bn2binpad(ECDSA_SIG_get0_r(parts.get()), raw.data(), 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(parts.get()), raw.data() + 32, 32);
    return text + "." + base64Url(raw);
  }
  // The public key taken for a shared one: the classic confusion.
  [[nodiscard]] std::string hs256(const json& claims) const {
    const BioPtr out(BIO_new(BIO_s_mem()));
    PEM_write_bio_PUBKEY(out.get(), key_.get());
    char* pem = nullptr;
    const auto size = BIO_get_mem_data(out.get(), &pem);
    const auto text = base64Url(json{{"alg", "HS256"}, {"typ", "at+jwt"}}.dump()) + "." +
                      base64Url(claims.dump());
    std::array<std::uint8_t, 32> mac{};
    unsigned length = 0;
    HMAC(EVP_sha256(), pem, static_cast<int>(size),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac.data(), &length);
    return text + "." + base64Url(mac);
  }

 private:
  PkeyPtr key_;
};

class Token : public testing::Test {
 protected:
  [[nodiscard]] json head() const { return {{"alg", "ES256"}, {"typ", "at+jwt"}}; }
  [[nodiscard]] json claims() const {
    const auto now = std::chrono::floor<seconds>(clock_.now()).time_since_epoch().count();
    return {{"iss", "sohoa"}, {"aud", "sohoa-api"}, {"sub", "mot-cua"}, {"exp", now + 60}};
  }
  [[nodiscard]] json with(json object, const char* name, const json& value) const {
    object[name] = value;
    return object;
  }
  [[nodiscard]] json without(json object, const char* name) const {
    object.erase(name);
    return object;
  }

  core::TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "keys/token.pem";
  core::FixedClock clock_{core::parseIso8601("2026-11-22T08:30:00+07:00")};
  TokenMint mint_{file_, "sohoa", clock_};
  Forger forger_{file_};
};

TEST_F(Token, TellsWhoMayComeInAndUntilWhen) {
  const auto read = mint_.read(mint_.issue("mot-cua", "", seconds(600)));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->client, "mot-cua");
  EXPECT_EQ(read->certificate, "");
  EXPECT_EQ(read->expires, clock_.now() + seconds(600));
  EXPECT_EQ(mint_.read(mint_.issue("a", "thumb", seconds(600)))->certificate, "thumb");
}

TEST_F(Token, AndIsWorthNothingAfterwards) {
  const auto token = mint_.issue("mot-cua", "", seconds(600));
  clock_.advance(seconds(599));
  EXPECT_TRUE(mint_.read(token));
  clock_.advance(seconds(1));
  EXPECT_FALSE(mint_.read(token));
}

TEST_F(Token, WhatIsSignedRightIsTaken) {
  EXPECT_TRUE(mint_.read(forger_.es256(head(), claims())));
}

TEST_F(Token, OtherAlgorithmsAreNotTaken) {
  const auto body = base64Url(claims().dump());
  for (const char* alg : {"none", "None", "", "HS256", "ES384", "RS256", "es256"}) {
    SCOPED_TRACE(alg);
    const auto head = base64Url(json{{"alg", alg}, {"typ", "at+jwt"}}.dump());
    EXPECT_FALSE(mint_.read(head + "." + body + "."));
    EXPECT_FALSE(mint_.read(head + "." + body));
    EXPECT_FALSE(mint_.read(forger_.es256(with(this->head(), "alg", alg), claims())));
  }
  EXPECT_FALSE(mint_.read(forger_.es256(without(head(), "alg"), claims())));
  EXPECT_FALSE(mint_.read(forger_.hs256(claims())));
}

TEST_F(Token, HeadsAreOfThisKindOnly) {
  EXPECT_FALSE(mint_.read(forger_.es256(with(head(), "typ", "JWT"), claims())));
  EXPECT_FALSE(mint_.read(forger_.es256(without(head(), "typ"), claims())));
  EXPECT_FALSE(mint_.read(forger_.es256(with(head(), "crit", {"b64"}), claims())));
  EXPECT_FALSE(mint_.read(forger_.es256(with(head(), "crit", json::array()), claims())));
}

TEST_F(Token, ClaimsAreForThisServerOnly) {
  for (const auto& wrong :
       {with(claims(), "iss", "other"), without(claims(), "iss"), with(claims(), "aud", "other"),
        with(claims(), "aud", {"sohoa-api"}), without(claims(), "aud"), without(claims(), "exp"),
        with(claims(), "exp", "2099"), with(claims(), "exp", 1e12), with(claims(), "exp", 0),
        with(claims(), "exp", -1), with(claims(), "cnf", "x"),
        with(claims(), "cnf", json::object()), with(claims(), "cnf", {{"x5t#S256", 5}}),
        json::array(), json("text")}) {
    SCOPED_TRACE(wrong.dump());
    EXPECT_FALSE(mint_.read(forger_.es256(head(), wrong)));
  }
}

TEST_F(Token, EveryChangedByteIsFound) {
  const auto token = mint_.issue("mot-cua", "", seconds(600));
  for (std::size_t i = 0; i < token.size(); ++i) {
    auto changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(mint_.read(changed)) << i;
    EXPECT_FALSE(mint_.read(token.substr(0, i))) << i;
  }
  EXPECT_FALSE(mint_.read(token + "A"));
  EXPECT_FALSE(mint_.read(token + "."));
  EXPECT_FALSE(mint_.read(" " + token));
}

TEST_F(Token, AnEmptySignatureIsNoSignature) {
  const auto token = mint_.issue("mot-cua", "", seconds(600));
  const auto start = token.substr(0, token.rfind('.') + 1);
  EXPECT_FALSE(mint_.read(start));
  EXPECT_FALSE(mint_.read(start + base64Url(std::string(64, '\0'))));  // r = s = 0
  EXPECT_FALSE(mint_.read(start + base64Url(std::string(64, '\xff'))));
}

TEST_F(Token, WhatIsNoTokenIsRefusedQuickly) {
  for (const auto& text : {std::string(), std::string("."), std::string(".."), std::string("..."),
                           std::string("a.b.c"), std::string(5000, 'a'),
                           std::string(2000, 'a') + "." + std::string(2000, 'b') + ".c"}) {
    EXPECT_FALSE(mint_.read(text));
  }
  EXPECT_FALSE(mint_.read(forger_.es256(head(), with(claims(), "pad", std::string(4000, 'x')))));
}

TEST_F(Token, AnotherKeyIsAnotherServer) {
  const TokenMint other(folder_.path() / "other.pem", "sohoa", clock_);
  EXPECT_FALSE(mint_.read(other.issue("mot-cua", "", seconds(600))));
}

TEST_F(Token, TheKeyIsForThisUserOnlyAndStays) {
  struct stat status {};
  ASSERT_EQ(::stat(file_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  const auto before = core::readText(file_);
  const TokenMint again(file_, "sohoa", clock_);
  EXPECT_EQ(core::readText(file_), before);
  EXPECT_TRUE(again.read(mint_.issue("mot-cua", "", seconds(600))));
  EXPECT_EQ(again.keySet(), mint_.keySet());
}

TEST_F(Token, AKeyThatIsNoneIsNotTaken) {
  const auto made = [&](std::string_view text) {
    core::writeFileAtomically(folder_.path() / "bad.pem", text);
    return test::slugOf([&] { const TokenMint mint(folder_.path() / "bad.pem", "sohoa", clock_); });
  };
  EXPECT_EQ(made("nothing"), "server.bad_token_key");
  EXPECT_EQ(made(""), "server.bad_token_key");
  const PkeyPtr other(EVP_EC_gen("P-384"));
  const BioPtr out(BIO_new(BIO_s_mem()));
  PEM_write_bio_PrivateKey(out.get(), other.get(), nullptr, nullptr, 0, nullptr, nullptr);
  char* pem = nullptr;
  const auto size = BIO_get_mem_data(out.get(), &pem);
  EXPECT_EQ(made(std::string_view(pem, static_cast<std::size_t>(size))), "server.bad_token_key");
}

TEST_F(Token, TheKeySetHoldsThePublicKeyAndNoOther) {
  const auto key = json::parse(mint_.keySet()).at("keys").at(0);
  EXPECT_EQ(key.at("kty"), "EC");
  EXPECT_EQ(key.at("crv"), "P-256");
  EXPECT_FALSE(key.contains("d"));
  EXPECT_EQ(fromBase64Url(key.at("x").get<std::string>())->size(), 32U);
  const auto token = mint_.issue("mot-cua", "", seconds(600));
  const auto head = fromBase64Url(token.substr(0, token.find('.')));
  EXPECT_EQ(json::parse(head->begin(), head->end()).at("kid"), key.at("kid"));
}

TEST_F(Token, OfAFormerKeyAreGoodUntilItsEndAndItsKeyIsListedAsLong) {
  const auto before = mint_.issue("mot-cua", "", seconds(600));
  const auto by_hand = forger_.es256(head(), claims());
  const auto set = [&] { return json::parse(mint_.keySet()).at("keys"); };
  const auto former = set().at(0).at("kid");
  TokenKeys::renew(file_, clock_.now() + seconds(600));
  const auto after = mint_.issue("mot-cua", "", seconds(6000));  // seen while it runs
  EXPECT_NE(set().at(0).at("kid"), former);
  ASSERT_EQ(set().size(), 2U);
  EXPECT_EQ(set().at(1).at("kid"), former);
  EXPECT_TRUE(mint_.read(before));
  EXPECT_TRUE(mint_.read(after));
  EXPECT_FALSE(mint_.read(by_hand));  // names no key, and is not of the one that signs
  const TokenMint other(file_, "sohoa", clock_);
  EXPECT_TRUE(other.read(before));
  clock_.advance(seconds(600));
  const auto late = forger_.es256({{"alg", "ES256"}, {"typ", "at+jwt"}, {"kid", former}}, claims());
  EXPECT_FALSE(mint_.read(late));  // whoever has the former key makes no more tokens
  EXPECT_TRUE(mint_.read(after));
  ASSERT_EQ(set().size(), 1U);
  EXPECT_NE(set().at(0).at("kid"), former);
}

TEST_F(Token, KeysThatAreRenewedAtTheSameMomentAllStand) {
  const auto until = clock_.now() + seconds(600);
  std::vector<std::string> tokens;
  for (int i = 0; i < 3; ++i) {
    tokens.push_back(TokenMint(file_, "sohoa", clock_).issue("a", "", seconds(600)));
    TokenKeys::renew(file_, until);
  }
  for (const auto& token : tokens) EXPECT_TRUE(mint_.read(token));
  EXPECT_EQ(json::parse(mint_.keySet()).at("keys").size(), 4U);

  std::vector<std::thread> several;
  for (int i = 0; i < 8; ++i) several.emplace_back([&] { TokenKeys::renew(file_, until); });
  for (auto& one : several) one.join();
  std::set<std::string> ids;
  const auto all = json::parse(mint_.keySet());
  for (const auto& key : all.at("keys")) ids.insert(key.at("kid"));
  EXPECT_EQ(ids.size(), 12U);
}

TEST_F(Token, OfAFirstKeyThatIsRenewedWhileItIsMadeAreGood) {
  const auto until = clock_.now() + seconds(600);
  for (int round = 0; round < 20; ++round) {
    const auto file = folder_.path() / ("home" + std::to_string(round)) / "token.pem";
    std::barrier ready(3);
    std::string tokens[2];
    std::vector<std::thread> several;
    for (auto& token : tokens) {
      several.emplace_back([&] {
        ready.arrive_and_wait();
        const TokenMint mint(file, "sohoa", clock_);
        token = mint.issue("a", "", seconds(600));
      });
    }
    several.emplace_back([&] {
      ready.arrive_and_wait();
      TokenKeys::renew(file, until);
    });
    for (auto& one : several) one.join();
    const TokenMint late(file, "sohoa", clock_);
    for (const auto& token : tokens) EXPECT_TRUE(late.read(token));
  }
}

TEST_F(Token, AKeyWhoseRenewingWasCutOffIsKeptOnce) {
  const auto until = clock_.now() + seconds(600);
  const auto end = std::chrono::ceil<seconds>(until).time_since_epoch().count();
  const auto former = file_.parent_path() / (file_.stem().string() + "-" + std::to_string(end) +
                                             file_.extension().string());
  const auto token = mint_.issue("a", "", seconds(600));
  std::filesystem::create_hard_link(file_, former);
  TokenKeys::renew(file_, until);
  EXPECT_EQ(json::parse(mint_.keySet()).at("keys").size(), 2U);
  EXPECT_TRUE(mint_.read(token));
}

TEST_F(Token, KeysAreRenewedAgainAndAgainAndABrokenFileChangesNothing) {
  const auto first = mint_.issue("a", "", seconds(600));
  for (int i = 1; i <= 3; ++i) TokenKeys::renew(file_, clock_.now() + seconds(600 + i));
  EXPECT_EQ(json::parse(mint_.keySet()).at("keys").size(), 4U);
  EXPECT_TRUE(mint_.read(first));
  core::writeFileAtomically(file_.parent_path() / "token-notes.pem", std::string_view("no key"));
  core::writeFileAtomically(file_, std::string_view("broken"));
  EXPECT_TRUE(mint_.read(first));
  EXPECT_EQ(test::slugOf([&] { TokenKeys::renew(file_, clock_.now()); }), "server.bad_token_key");
}

}  // namespace
}  // namespace sohoa::server
