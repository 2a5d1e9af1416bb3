#include "warehouse/sohoa_destination.h"

#include "core/child_process.h"
#include "core/ports/errors.h"
#include "net/errors.h"
#include "server/base64.h"
#include "tests/support/slug_of.h"
#include "tests/warehouse/far_houses.h"
#include "warehouse/errors.h"

namespace sohoa::warehouse {
namespace {

using test::slugOf;

class SohoaDestinationTest : public testing::Test {
 protected:
  SohoaDestinationTest() {
    std::vector<std::uint8_t> bytes(1'000'000, 'x');
    core::writeFileAtomically(copy_.file = folder_.path() / "abc.pdf", bytes);
    copy_.copy.id = "abc";
    copy_.copy.unit = "p01";
    copy_.copy.pages = 2;
    copy_.copy.subject = "079200000001";
    copy_.copy.fields["ho_ten"] = std::string("Nguyễn Văn Mẫu");
    copy_.copy.content = core::sha256(bytes);
    copy_.copy.created = core::parseIso8601("2026-11-23T08:00:00+07:00");
    copy_.text = "dòng một\ndòng hai";
    copy_.size = bytes.size();
    copy_.key = "k1";
    copy_.keep = [this](const std::string& progress) { copy_.progress = progress; };
    line_.before = [this](const core::HttpRequest& request) {
      asked_.push_back(request.method);
      if (request.source) sent_ += request.source->size;
    };
  }
  core::Receipt send() { return SohoaDestination(line_, options_, kClock).send(copy_); }
  // Such a receipt in place of the far side's.
  void forge(const std::string& receipt) {
    line_.instead = [receipt](core::HttpResponse answer) {
      auto body = nlohmann::json::parse(answer.body.begin(), answer.body.end());
      body["receipt"] = receipt;
      const auto text = body.dump();
      answer.body.assign(text.begin(), text.end());
      return answer;
    };
  }
  std::string problem() {
    return slugOf([&] { static_cast<void>(send()); });
  }
  std::string detail() {
    try {
      static_cast<void>(send());
    } catch (const core::Error& error) {
      return error.context().detail;
    }
    return {};
  }

  core::TemporaryFolder folder_;
  FarSohoa far_;
  SohoaDestinationOptions options_ = far_.options();
  conformance::WatchedLine line_;
  core::OutgoingCopy copy_;
  std::vector<std::string> asked_;
  std::uint64_t sent_ = 0;
};

TEST_F(SohoaDestinationTest, EverythingThatIsKnownOfACopyGoesAlong) {
  EXPECT_EQ(send().id, "abc");
  const auto there = far_.find("abc");
  EXPECT_EQ(there.subject, "079200000001");
  EXPECT_EQ(there.pages, 2);
  EXPECT_EQ(std::get<std::string>(there.fields.at("ho_ten")), "Nguyễn Văn Mẫu");
  EXPECT_EQ(far_.textOf("abc"), "dòng một\ndòng hai");
}

TEST_F(SohoaDestinationTest, TheReceiptIsTheFarSidesSignedStatement) {
  const auto proof = send().proof;
  EXPECT_EQ(std::count(proof.begin(), proof.end(), '.'), 2);
}

TEST_F(SohoaDestinationTest, AReceiptThatTheFarSideDidNotSignIsNotBelieved) {
  const FarSohoa stranger;  // with a key of its own
  const auto claims = [&] {
    return nlohmann::json{{"id", "abc"},
                          {"sha256", copy_.copy.content.hex()},
                          {"size", copy_.size},
                          {"client", "near"}};
  };
  for (const auto& [name, value] : std::map<std::string, nlohmann::json>{
           {"id", "abd"}, {"sha256", std::string(64, '0')}, {"size", 3}, {"client", "somebody"}}) {
    auto wrong = claims();
    wrong[name] = value;
    forge(far_.mint().attest(wrong));
    EXPECT_EQ(problem(), kFarBadReceipt.slug) << name;
  }
  forge(stranger.mint().attest(claims()));
  EXPECT_EQ(problem(), kFarBadReceipt.slug);
  forge(far_.mint().issue("near", "", std::chrono::hours(1)));  // a token is no receipt
  EXPECT_EQ(problem(), kFarBadReceipt.slug);
  for (const char* text : {"", "a.b.c", "e30.e30."}) {
    forge(text);
    EXPECT_EQ(problem(), kFarBadReceipt.slug) << text;
  }
  const auto right = far_.mint().attest(claims());
  forge(right);
  EXPECT_EQ(send().proof, right);
}

TEST_F(SohoaDestinationTest, KeysThatWereHandedOverAreBelievedInsteadOfTheServers) {
  const FarSohoa stranger;
  options_.key_set = stranger.mint().keySet();
  EXPECT_EQ(problem(), kFarBadReceipt.slug);
  EXPECT_EQ(detail(), "signed by none of the far side's keys");
  options_.key_set = far_.mint().keySet();
  EXPECT_EQ(send().id, "abc");
  EXPECT_EQ(sent_, 1'000'000U);  // it is there since the first attempt
  for (const char* text : {"{}", "[]", "-----BEGIN"}) {
    options_.key_set = text;
    EXPECT_EQ(problem(), core::kBadSettings.slug) << text;
  }
}

TEST_F(SohoaDestinationTest, WithoutTheFarSidesKeysACopyIsNotYetDelivered) {
  line_.before = [](const core::HttpRequest& request) {
    if (request.url.ends_with("jwks.json")) throw core::Error(net::kNetwork, {});
  };
  EXPECT_EQ(problem(), net::kNetwork.slug);
  line_.before = {};
  EXPECT_EQ(send().id, "abc");
}

TEST_F(SohoaDestinationTest, ANewAttemptGoesOnWhereTheLastOneBrokeOff) {
  int parts = 0;
  line_.after = [&](const core::HttpRequest& request) {
    if (request.method == "PATCH" && ++parts == 6) throw core::Error(net::kNetwork, {});
  };
  EXPECT_EQ(problem(), net::kNetwork.slug);
  line_.after = {};
  sent_ = 0;
  send();
  EXPECT_EQ(sent_, 400'000U);
}

TEST_F(SohoaDestinationTest, GoesOnByItselfAsLongAsItGetsFurther) {
  options_.retries = {.attempts = 2, .sleep = [](std::chrono::milliseconds) {}};
  int count = 0;
  line_.after = [&](const core::HttpRequest& request) {
    if (request.method == "PATCH" && ++count % 2 == 1) throw core::Error(net::kNetwork, {});
  };
  EXPECT_EQ(send().id, "abc");
  EXPECT_EQ(sent_, 1'000'000U);
}

TEST_F(SohoaDestinationTest, ACopyThatAnotherHasTakenOverIsSentNoFurther) {
  int pauses = 0;
  options_.retries = {.attempts = 5, .sleep = [&](std::chrono::milliseconds) { ++pauses; }};
  for (const int last : {1, 3}) {  // where the upload is begun, and in the middle of it
    int kept = 0;
    asked_.clear();
    copy_.progress.clear();
    copy_.keep = [&](const std::string&) {
      if (++kept == last) throw core::Error(core::kTakenOver, {});
    };
    EXPECT_EQ(problem(), core::kTakenOver.slug);
    EXPECT_EQ(std::count(asked_.begin(), asked_.end(), "PATCH"), last - 1);
  }
  EXPECT_EQ(pauses, 0);
}

TEST_F(SohoaDestinationTest, ACopyWhoseAnswerWasLostIsNotSentAgain) {
  line_.after = [](const core::HttpRequest& request) {
    if (request.url.ends_with("/copies")) throw core::Error(net::kNetwork, {});
  };
  EXPECT_EQ(problem(), net::kNetwork.slug);
  line_.after = {};
  sent_ = 0;
  EXPECT_EQ(send().id, "abc");
  EXPECT_EQ(sent_, 0U);
}

TEST_F(SohoaDestinationTest, AnUploadWhoseTimeIsOverBeginsAgain) {
  line_.after = [](const core::HttpRequest& request) {
    if (request.method == "PATCH") throw core::Error(net::kNetwork, {});
  };
  EXPECT_EQ(problem(), net::kNetwork.slug);
  far_.expireUploads();
  line_.after = {};
  EXPECT_EQ(send().id, "abc");
}

TEST_F(SohoaDestinationTest, WhatTheFarSideRefusesWaitsForAPersonWithTheReason) {
  far_.verdict().verdict = core::Verdict::kTotalFailed;
  EXPECT_EQ(problem(), kFarRefused.slug);
  EXPECT_EQ(detail(), "copy 422 warehouse.signature_failed");
  far_.verdict().verdict = core::Verdict::kTotalPassed;
  copy_.copy.unit = "p02";
  EXPECT_EQ(problem(), kFarRefused.slug);
  EXPECT_EQ(detail(), "copy 403 access.forbidden");
}

TEST_F(SohoaDestinationTest, AFarSideThatCouldNotLookAtItIsAskedAgainLater) {
  line_.instead = [](core::HttpResponse answer) {
    const std::string_view body = R"({"type":"urn:sohoa:problem:server.cannot_judge"})";
    answer.status = 422;
    answer.body.assign(body.begin(), body.end());
    return answer;
  };
  EXPECT_EQ(problem(), kFarUnavailable.slug);
  line_.instead = {};
  EXPECT_EQ(send().id, "abc");
}

TEST_F(SohoaDestinationTest, AReceiptForSomethingElseIsNone) {
  for (const std::string_view body :
       {"", "[]", "{}", R"({"id":3})", R"({"id":"abc","sha256":"00"})"}) {
    line_.instead = [body](core::HttpResponse answer) {
      answer.body.assign(body.begin(), body.end());
      return answer;
    };
    EXPECT_EQ(problem(), kFarBadAnswer.slug) << body;
  }
}

TEST_F(SohoaDestinationTest, OtherContentUnderTheIdIsAConflict) {
  send();
  copy_.key = "k2";
  copy_.progress.clear();
  core::writeFileAtomically(copy_.file, std::string_view("other"));
  copy_.size = 5;
  copy_.copy.content = core::sha256(std::string_view("other"));
  EXPECT_EQ(problem(), core::kCopyConflict.slug);
}

TEST_F(SohoaDestinationTest, AFileThatChangedOnItsDiskIsRefusedAndNotSentForEver) {
  options_.retries = {.attempts = 3, .sleep = [](std::chrono::milliseconds) {}};
  copy_.copy.content = core::sha256(std::string_view("as it was"));
  EXPECT_EQ(problem(), kFarRefused.slug);
  EXPECT_EQ(sent_, 2'000'000U);
}

TEST_F(SohoaDestinationTest, AWrongSecretOrAClosedAccountIsAMatterOfSettings) {
  options_.secret = "wrong";
  EXPECT_EQ(problem(), kFarCredentials.slug);
  options_.secret = "a secret";
  far_.shutOut();
  EXPECT_EQ(problem(), kFarCredentials.slug);
}

TEST_F(SohoaDestinationTest, ATokenIsUsedUntilItsEndAndRenewedWhenItIsNotTaken) {
  SohoaDestination destination(line_, options_, kClock);
  static_cast<void>(destination.send(copy_));
  far_.clock().advance(std::chrono::hours(1));  // its tokens have ended; ours look good still
  copy_.copy.id = "def";
  copy_.key = "k2";
  copy_.progress.clear();
  EXPECT_EQ(destination.send(copy_).id, "def");
}

TEST_F(SohoaDestinationTest, WhatSomebodyElseKeptIsNoUpload) {
  copy_.progress = "../../token?x=";
  EXPECT_EQ(send().id, "abc");
}

TEST_F(SohoaDestinationTest, KeepsToTheBandwidth) {
  std::chrono::milliseconds slept{};
  options_.bytes_per_second = 50'000;
  options_.part_size = 1'000'000;
  options_.retries.sleep = [&](std::chrono::milliseconds pause) { slept = std::max(slept, pause); };
  send();
  // Twenty seconds would have passed by the last piece, had this line been slept on.
  EXPECT_GT(slept, std::chrono::seconds(10));
}

// Of a self-signed certificate of this machine, FOLDER/NAME.pem and .key.
std::string makeCertificate(const std::filesystem::path& folder, const std::string& name) {
  const auto base = (folder / name).string();
  const auto made = core::runChild(
      {"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
       "-subj", "/CN=" + name, "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", base + ".key",
       "-out", base + ".pem"},
      {}, std::chrono::seconds(60));
  const auto der = core::runChild({"openssl", "x509", "-in", base + ".pem", "-outform", "DER"}, {},
                                  std::chrono::seconds(60));
  return server::base64Url(core::sha256(der.standard_output).bytes());
}

TEST_F(SohoaDestinationTest, OverTlsItShowsTheCertificateThatItsTokensAreBoundTo) {
  makeCertificate(folder_.path(), "far");
  const auto near = makeCertificate(folder_.path(), "near");
  const auto at = [&](const char* name) { return folder_.path() / name; };
  FarSohoa far({at("far.pem"), at("far.key"), at("near.pem")}, near);
  const auto over = [&](const net::HttpOptions& tls) {
    net::CurlHttpClient http(tls);
    return slugOf(
        [&] { static_cast<void>(SohoaDestination(http, far.options(), kClock).send(copy_)); });
  };
  net::HttpOptions tls;
  EXPECT_EQ(over(tls), net::kNetwork.slug);  // nobody knows this server
  tls.certificates = at("far.pem");
  EXPECT_EQ(over(tls), kFarCredentials.slug);
  tls.client_certificate = at("near.pem");
  tls.client_key = at("near.key");
  EXPECT_EQ(over(tls), "");
  EXPECT_EQ(far.copies().count("abc"), 1U);
}

TEST_F(SohoaDestinationTest, AnAddressThatIsNoneIsRefusedAtOnce) {
  for (const char* url : {"", "kho.example.vn", "ftp://kho", "https://kho/"}) {
    options_.url = url;
    EXPECT_EQ(problem(), core::kBadSettings.slug) << url;
  }
}

}  // namespace
}  // namespace sohoa::warehouse
