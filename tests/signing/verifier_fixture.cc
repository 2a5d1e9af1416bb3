#include "tests/signing/verifier_fixture.h"

#include <openssl/sha.h>
#include <openssl/x509.h>

#include <algorithm>
#include <cstdio>

#include "signing/der.h"

namespace sohoa::test {
namespace {

using signing::Bytes;
using signing::ByteView;
using signing::derValue;

const core::SystemClock kClock;

class NoSleep final : public signing::Sleeper {
 public:
  void sleep(std::chrono::milliseconds /*duration*/) const override {}
};

Bytes join(const std::vector<Bytes>& parts) {
  Bytes all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}
Bytes sequence(const std::vector<Bytes>& parts) { return derValue(0x30, join(parts)); }
Bytes set(const std::vector<Bytes>& parts) { return derValue(0x31, join(parts)); }
Bytes oid(const char* dotted) {
  ASN1_OBJECT* object = OBJ_txt2obj(dotted, 1);
  unsigned char* out = nullptr;
  const int size = i2d_ASN1_OBJECT(object, &out);
  const Bytes result(out, out + size);
  OPENSSL_free(out);
  ASN1_OBJECT_free(object);
  return result;
}
Bytes sha256(ByteView bytes) {
  Bytes digest(SHA256_DIGEST_LENGTH);
  SHA256(bytes.data(), bytes.size(), digest.data());
  return digest;
}
Bytes attribute(const char* type, const Bytes& value) {
  return sequence({oid(type), set({value})});
}

std::vector<Bytes> attributesOf(const Bytes& certificate, ByteView digest,
                                const CmsRecipe& recipe) {
  auto hash = sha256(certificate);
  if (recipe.wrong_ess) hash[0] ^= 1U;
  std::vector<Bytes> attributes{
      attribute("1.2.840.113549.1.9.3", oid("1.2.840.113549.1.7.1")),
      attribute("1.2.840.113549.1.9.4", derValue(0x04, digest)),
  };
  if (!recipe.without_ess) {
    attributes.push_back(attribute("1.2.840.113549.1.9.16.2.47",
                                   sequence({sequence({sequence({derValue(0x04, hash)})})})));
  }
  if (recipe.signing_time) {
    const std::string time = "251122000000Z";
    attributes.push_back(
        attribute("1.2.840.113549.1.9.5", derValue(0x17, Bytes(time.begin(), time.end()))));
  }
  if (recipe.repeat_digest_attribute) attributes.push_back(attributes[1]);
  std::sort(attributes.begin(), attributes.end());
  return attributes;
}

Bytes encodedName(const Bytes& certificate, Bytes& serial) {
  const auto* at = certificate.data();
  X509* parsed = d2i_X509(nullptr, &at, static_cast<long>(certificate.size()));
  unsigned char* out = nullptr;
  int size = i2d_X509_NAME(X509_get_issuer_name(parsed), &out);
  const Bytes name(out, out + size);
  OPENSSL_free(out);
  out = nullptr;
  size = i2d_ASN1_INTEGER(X509_get_serialNumber(parsed), &out);
  serial.assign(out, out + size);
  OPENSSL_free(out);
  X509_free(parsed);
  return name;
}

}  // namespace

std::string appendRevision(const std::string& base, const std::map<int, std::string>& objects,
                           const std::string& trailer_entries) {
  std::string pdf = base;
  std::string table = "xref\n0 1\n0000000000 65535 f \n";
  for (const auto& [number, body] : objects) {
    char row[64];
    std::snprintf(row, sizeof row, "%d 1\n%010zu 00000 n \n", number, pdf.size());
    table += row;
    pdf += std::to_string(number) + " 0 obj\n" + body + "\nendobj\n";
  }
  const auto keyword = base.rfind("startxref\n") + 10;
  const auto previous = base.substr(keyword, base.find('\n', keyword) - keyword);
  const auto xref = pdf.size();
  int size = std::stoi(base.substr(base.rfind("/Size ") + 6, 8));
  if (!objects.empty()) size = std::max(size, objects.rbegin()->first + 1);
  return pdf + table + "trailer\n<< /Size " + std::to_string(size) +
         " /Root 1 0 R /ID [<00112233445566778899aabbccddeeff> "
         "<00>] /Prev " +
         previous + trailer_entries + " >>\nstartxref\n" + std::to_string(xref) + "\n%%EOF\n";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

std::string replacedLast(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.rfind(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

Bytes makeCms(const signing::SigningKey& key, ByteView digest, const CmsRecipe& recipe) {
  const auto& certificate = key.certificate();
  auto transmitted = attributesOf(certificate, digest, recipe);
  auto signed_order = transmitted;
  if (recipe.transmit_reversed) std::reverse(transmitted.begin(), transmitted.end());
  if (recipe.sign_reversed) std::reverse(signed_order.begin(), signed_order.end());
  const auto value = key.sign(set(signed_order), recipe.scheme);
  Bytes serial;
  const auto issuer = encodedName(certificate, serial);
  const auto hash = sequence({oid(recipe.digest_oid)});
  std::vector<Bytes> parts{derValue(0x02, Bytes{1}),
                           sequence({issuer, serial}),
                           hash,
                           derValue(0xa0, join(transmitted)),
                           sequence({oid(recipe.signature_oid)}),
                           derValue(0x04, value)};
  if (!recipe.timestamp.empty()) {
    parts.push_back(derValue(0xa1, attribute("1.2.840.113549.1.9.16.2.14", recipe.timestamp)));
  }
  const std::vector<Bytes> infos(static_cast<std::size_t>(recipe.signer_infos), sequence(parts));
  std::vector<Bytes> content{oid("1.2.840.113549.1.7.1")};
  if (recipe.content) content.push_back(derValue(0xa0, derValue(0x04, Bytes{1, 2, 3})));
  std::vector<Bytes> certificates;
  if (!recipe.without_certificates) certificates.push_back(certificate);
  if (!recipe.without_issuers) {
    certificates.insert(certificates.end(), key.chain().begin(), key.chain().end());
  }
  const auto data = sequence({derValue(0x02, Bytes{1}), set({hash}), sequence(content),
                              derValue(0xa0, join(certificates)), set(infos)});
  const auto info = join({oid("1.2.840.113549.1.7.2"), derValue(0xa0, data)});
  if (!recipe.indefinite_length) return derValue(0x30, info);
  return join({Bytes{0x30, 0x80}, info, Bytes{0, 0}});
}

std::string signByHand(const std::string& base, const CmsMaker& cms) {
  return signByHand(base, kPadesEntry, [&](ByteView covered) { return cms(sha256(covered)); });
}

std::string signByHand(const std::string& base, const std::string& entries, const CmsMaker& cms) {
  constexpr std::size_t kHex = 16'000;
  auto pdf = appendRevision(
      base, {{7,
              "<< /Type /Annot /Subtype /Widget /FT /Sig /T (CompetentPerson) /F 132 /P 3 0 R "
              "/Rect [30 770 290 830] /V 100 0 R >>"},
             {100, "<< /Type /Sig /Filter /Adobe.PPKLite " + entries +
                       " /ByteRange [0 "
                       "1111111111 2222222222 3333333333] /Contents <" +
                       std::string(kHex, '0') + "> /M (D:20260101000000+07'00') >>"}});
  const auto hole = pdf.rfind("/Contents <") + 10;
  const auto after = hole + kHex + 2;
  char range[64];
  std::snprintf(range, sizeof range, "%010zu %010zu %010zu", hole, after, pdf.size() - after);
  pdf = replacedLast(pdf, "1111111111 2222222222 3333333333", range);
  const auto covered = pdf.substr(0, hole) + pdf.substr(after);
  const Bytes bytes(covered.begin(), covered.end());
  std::string hex;
  for (const auto byte : cms(bytes)) {
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02x", byte);
    hex += digits;
  }
  EXPECT_LE(hex.size(), kHex);
  return pdf.replace(hole + 1, hex.size(), hex);
}

std::shared_ptr<const signing::SigningKey> VerifierTest::key(const std::string& name) {
  return std::make_shared<signing::Pkcs12Key>(p12(name), pass(name));
}

std::string VerifierTest::signedBy(const std::string& base, core::SignerRole role) {
  return signedBy(base, role, key(std::string(core::slug(role))), kClock);
}

std::string VerifierTest::signedBy(const std::string& base, core::SignerRole role,
                                   std::shared_ptr<const signing::SigningKey> key,
                                   const core::Clock& clock) {
  const NoSleep no_sleep;
  signing::TimestampOptions stamps;
  stamps.authorities = {
      {"local", std::make_shared<signing::LocalTimestampAuthority>(p12("tsa"), pass("tsa"), clock),
       ""}};
  stamps.trust = {pki() / "trust/root.pem"};
  const signing::TimestampClient client(stamps, clock, no_sleep);
  signing::SignerOptions options;
  options.roles[role] = signing::defaultRole(role);
  options.roles[role].key = std::move(key);
  options.timestamps = &client;
  options.font = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf";
  const core::TemporaryFolder folder;
  const auto file = folder.path() / "copy.pdf";
  core::writeFileAtomically(file, base);
  signing::PadesSigner(options, clock).sign(file, file, {role, core::PadesLevel::kBT});
  return core::readText(file);
}

const std::string& VerifierTest::once() {
  static const std::string pdf = signedBy(minimalPdf(), core::SignerRole::kOperator);
  return pdf;
}

const std::string& VerifierTest::twice() {
  static const std::string pdf = signedBy(once(), core::SignerRole::kAgency);
  return pdf;
}

signing::VerifierOptions VerifierTest::options() {
  return {{pki() / "trust/root.pem"}, {}, {pki() / "crls"}, kClock};
}

core::VerificationReport VerifierTest::verifyWith(const signing::VerifierOptions& options,
                                                  const std::string& pdf,
                                                  const core::VerifyRequest& request) {
  const core::TemporaryFolder folder;
  const auto file = folder.path() / "copy.pdf";
  core::writeFileAtomically(file, pdf);
  return signing::PadesVerifier(options).verify(file, request);
}

core::VerificationReport VerifierTest::verify(const std::string& pdf,
                                              core::VerifyRequest::Policy policy,
                                              std::optional<core::Timestamp> at) {
  return verifyWith(options(), pdf, {policy, at, true});
}

std::string describe(const core::VerificationReport& report) {
  std::string text = std::string(core::slug(report.verdict)) + " " + report.sub_indication + " [" +
                     report.level + "]";
  const auto add = [&](const std::vector<core::Finding>& findings) {
    for (const auto& finding : findings) text += " " + finding.code + "(" + finding.where + ")";
  };
  add(report.findings);
  for (const auto& one : report.signatures) {
    text += "\n  " + one.field + " " + std::string(core::slug(one.verdict)) + " " +
            one.sub_indication + " [" + one.level + "]";
    add(one.findings);
  }
  return text;
}

::testing::AssertionResult rejectedWith(const core::VerificationReport& report,
                                        const std::string& code) {
  bool found = false;
  const auto look = [&](const std::vector<core::Finding>& findings) {
    for (const auto& finding : findings) found = found || finding.code == code;
  };
  look(report.findings);
  for (const auto& one : report.signatures) look(one.findings);
  if (found && report.verdict != core::Verdict::kTotalPassed) {
    return ::testing::AssertionSuccess();
  }
  return ::testing::AssertionFailure() << "wanted " << code << ", got " << describe(report);
}

}  // namespace sohoa::test
