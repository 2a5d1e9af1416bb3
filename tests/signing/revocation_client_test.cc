#include "signing/revocation_client.h"

#include <gmock/gmock.h>

#include "signing/certificate_issuer.h"
#include "signing/errors.h"
#include "signing/key_files.h"
#include "tests/signing/augmenter_fixture.h"

namespace sohoa::test {
namespace {

using signing::Bytes;
using std::chrono::hours;
using std::chrono::minutes;

class RevocationClientTest : public AugmenterTest {
 protected:
  static Bytes certificate(const std::string& name) { return key(name)->certificate(); }
  static Bytes issuing() { return core::readFile(pki() / "ca/issuing.cer"); }

  signing::RevocationEvidence ask(const std::string& name) {
    return revocation_.ask(certificate(name), issuing(), clock_.now());
  }
  core::ErrorCode failureOf(const std::string& name) {
    try {
      static_cast<void>(ask(name));
    } catch (const core::Error& error) {
      detail_ = error.what();
      return error.code();
    }
    return core::kInternal;
  }
  void noLists() {
    http_.answer(".crl", [](const auto&) { return core::HttpResponse{404, {}, {}}; });
  }

  std::string detail_;
};

TEST_F(RevocationClientTest, PrefersTheResponder) {
  const auto found = ask("operator");
  EXPECT_FALSE(found.ocsp.empty());
  EXPECT_TRUE(found.crl.empty());
  EXPECT_FALSE(found.certificates.empty());
  EXPECT_FALSE(found.revoked_at);
}

TEST_F(RevocationClientTest, AsksTheListForCertificatesWithoutResponder) {
  const auto found =
      revocation_.ask(issuing(), core::readFile(pki() / "ca/root.cer"), clock_.now());
  EXPECT_TRUE(found.ocsp.empty());
  EXPECT_FALSE(found.crl.empty());
}

TEST_F(RevocationClientTest, BelievesNoAnswerOfAnotherRequest) {
  // The nonce is that of the first answer ever given.
  std::optional<core::HttpResponse> first;
  noLists();
  http_.answer("/ocsp", [&](const core::HttpRequest& request) {
    if (!first) first = services_.send(request);
    return *first;
  });
  EXPECT_FALSE(ask("operator").ocsp.empty());
  EXPECT_EQ(failureOf("agency"), signing::kRevocationUnavailable);
  EXPECT_THAT(detail_, ::testing::HasSubstr("nonce"));
}

TEST_F(RevocationClientTest, BelievesNoGarbage) {
  noLists();
  for (const Bytes& body : {Bytes{}, Bytes{1, 2, 3}, Bytes(1000, 0x30),
                            // Status tryLater.
                            Bytes{0x30, 0x03, 0x0a, 0x01, 0x03}}) {
    http_.answer("/ocsp", [&](const auto&) { return core::HttpResponse{200, {}, body}; });
    EXPECT_EQ(failureOf("operator"), signing::kRevocationUnavailable);
  }
}

TEST_F(RevocationClientTest, BelievesNoResponderThatMayNotAnswer) {
  // The operator's own key signs the answer.
  noLists();
  const core::TemporaryFolder folder;
  std::filesystem::copy(pki(), folder.path() / "pki", std::filesystem::copy_options::recursive);
  for (const auto* ending : {".p12", ".pass"}) {
    std::filesystem::copy(pki() / "keys" / (std::string("operator") + ending),
                          folder.path() / "pki/keys" / (std::string("ocsp") + ending),
                          std::filesystem::copy_options::overwrite_existing);
  }
  signing::LocalPkiResponder liar(folder.path() / "pki", signing::DemoPkiOptions{}.base_url, clock_,
                                  nullptr);
  http_.answer("/ocsp", [&](const core::HttpRequest& request) { return liar.send(request); });
  EXPECT_EQ(failureOf("agency"), signing::kRevocationUnavailable);
  EXPECT_THAT(detail_, ::testing::HasSubstr("does not speak for this certificate"));
}

TEST_F(RevocationClientTest, BelievesNoOldOrFutureAnswer) {
  noLists();
  for (const auto shift : {-hours(48), hours(48)}) {
    const core::FixedClock other(clock_.now() + shift);
    signing::LocalPkiResponder shifted(pki(), signing::DemoPkiOptions{}.base_url, other, nullptr);
    http_.answer("/ocsp", [&](const core::HttpRequest& request) { return shifted.send(request); });
    EXPECT_EQ(failureOf("operator"), signing::kRevocationUnavailable);
  }
}

TEST_F(RevocationClientTest, FallsBackToTheListWhenTheResponderFails) {
  http_.answer("/ocsp", [](const auto&) { return core::HttpResponse{500, {}, {}}; });
  EXPECT_FALSE(ask("operator").crl.empty());
}

TEST_F(RevocationClientTest, BelievesNoListOfAnotherIssuer) {
  http_.answer("/ocsp", [](const auto&) { return core::HttpResponse{500, {}, {}}; });
  http_.answer("issuing.crl", [&](const auto&) {
    return core::HttpResponse{200, {}, core::readFile(pki() / "crls/root.crl")};
  });
  EXPECT_EQ(failureOf("operator"), signing::kRevocationUnavailable);
}

TEST_F(RevocationClientTest, TriesAgainBeforeItGivesUp) {
  int calls = 0;
  noLists();
  http_.answer("/ocsp", [&](const core::HttpRequest& request) {
    return ++calls < 3 ? core::HttpResponse{503, {}, {}} : services_.send(request);
  });
  EXPECT_FALSE(ask("operator").ocsp.empty());
  EXPECT_EQ(calls, 3);
}

TEST_F(RevocationClientTest, AsksAgainForWhatWasSignedLater) {
  const auto before = clock_.now() - minutes(1);
  static_cast<void>(revocation_.ask(certificate("operator"), issuing(), before));
  static_cast<void>(revocation_.ask(certificate("operator"), issuing(), before));
  const auto url = signing::DemoPkiOptions{}.base_url + "/ocsp";
  EXPECT_EQ(http_.asked[url], 1);
  static_cast<void>(
      revocation_.ask(certificate("operator"), issuing(), clock_.now() + std::chrono::seconds(2)));
  EXPECT_EQ(http_.asked[url], 2);
}

TEST_F(RevocationClientTest, SaysWhenACertificateNamesNoSource) {
  EXPECT_THROW(
      {
        try {
          const auto root = core::readFile(pki() / "ca/root.cer");
          static_cast<void>(revocation_.ask(root, root, clock_.now()));
        } catch (const core::Error& error) {
          EXPECT_EQ(error.code(), signing::kNoRevocationSource);
          throw;
        }
      },
      core::Error);
}

TEST_F(RevocationClientTest, FindsIssuersByTheirAddress) {
  EXPECT_EQ(revocation_.issuerOf(certificate("operator")), issuing());
  http_.answer(".cer", [](const auto&) { return core::HttpResponse{200, {}, Bytes{1, 2}}; });
  EXPECT_EQ(revocation_.issuerOf(certificate("operator")), std::nullopt);
}

}  // namespace
}  // namespace sohoa::test
