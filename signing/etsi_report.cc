#include "signing/etsi_report.h"

#include <openssl/evp.h>

#include <algorithm>

#include "core/digest.h"
#include "core/markup.h"
#include "pdf/revisions.h"

namespace sohoa::signing {
namespace {

const std::string kStatus = "urn:etsi:019102:mainindication:";
const std::string kSub = "urn:etsi:019102:subindication:";

std::string escaped(std::string text) {
  std::erase_if(text, [](char c) {  // XML 1.0 clause 2.2
    return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t';
  });
  return core::escapedMarkup(text);
}

std::string element(std::string_view name, std::string_view text) {
  std::string out("<");
  out.append(name).append(">").append(escaped(std::string(text)));
  return out.append("</").append(name).append(">\n");
}

std::string utc(core::Timestamp time) {
  auto text = core::formatIso8601(time, std::chrono::minutes(0));
  return text.substr(0, 19) + "Z";
}

std::string base64(std::span<const std::uint8_t> bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(),
                                   static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

core::Sha256 digestOfFile(const std::filesystem::path& file) {
  const pdf::MappedFile mapped(file);
  constexpr std::size_t kPiece = 16U << 20U;
  core::Sha256Stream stream;
  for (std::size_t at = 0; at < mapped.bytes().size(); at += kPiece) {
    stream.update(mapped.bytes().subspan(at, std::min(kPiece, mapped.bytes().size() - at)));
    mapped.release(at, at + kPiece);
  }
  return stream.finish();
}

std::string digest(std::string_view sha256_base64) {
  return "<DigestAlgAndValue>\n"
         "<ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>\n" +
         element("ds:DigestValue", sha256_base64) + "</DigestAlgAndValue>\n";
}

std::string status(core::Verdict verdict, const std::string& sub_indication,
                   const std::vector<core::Finding>& findings) {
  static constexpr std::string_view kWords[] = {"total-passed", "indeterminate", "total-failed"};
  std::string text = "<SignatureValidationStatus>\n";
  const auto& word = kWords[static_cast<std::size_t>(verdict)];
  text += element("MainIndication", kStatus + std::string(word));
  if (!sub_indication.empty()) text += element("SubIndication", kSub + sub_indication);
  if (!findings.empty()) {
    text += "<AssociatedValidationReportData>\n<AdditionalValidationReportData>\n";
    for (const auto& finding : findings) {
      auto value = finding.code;
      if (!finding.where.empty()) value += " " + finding.where;
      text += "<ReportData>\n" + element("Type", "urn:sohoa:verification:code") +
              element("Value", value) + "</ReportData>\n";
    }
    text += "</AdditionalValidationReportData>\n</AssociatedValidationReportData>\n";
  }
  return text + "</SignatureValidationStatus>\n";
}

std::string timeInfo(const core::SignatureReport& one, core::Timestamp at) {
  return "<ValidationTimeInfo>\n" + element("ValidationTime", utc(at)) + "<BestSignatureTime>\n" +
         element("POETime", utc(one.best_signature_time.value_or(at))) +
         element("TypeOfProof", one.best_signature_time ? "urn:etsi:019102:poetype:provided"
                                                        : "urn:etsi:019102:poetype:validation") +
         "</BestSignatureTime>\n</ValidationTimeInfo>\n";
}

std::string attributes(const core::SignatureReport& one) {
  if (!one.signing_time) return {};
  return "<SignatureAttributes>\n<SigningTime>" + element("Time", utc(*one.signing_time)) +
         "</SigningTime>\n</SignatureAttributes>\n";
}

// The standard's SignerInformation wants the certificate itself, which stays in the file.
std::string signerNames(const core::SignatureReport& one) {
  if (one.signer.empty()) return {};
  return "<OtherInformation xmlns:s=\"urn:sohoa:verification\">\n" +
         element("s:Signer", one.signer) + element("s:Organisation", one.organisation) +
         element("s:Issuer", one.issuer) + "</OtherInformation>\n";
}

std::string signatureReport(const core::SignatureReport& one, std::string_view file_digest,
                            core::Timestamp at) {
  std::string text = "<SignatureValidationReport>\n<SignatureIdentifier>\n" +
                     element("HashOnly", "false") + element("DocHashOnly", "false") +
                     element("DAIdentifier", one.field) + "</SignatureIdentifier>\n" +
                     timeInfo(one, at) + "<SignersDocument>\n" + digest(file_digest) +
                     "</SignersDocument>\n" + attributes(one);
  if (!one.level.empty()) {
    text += "<SignatureQuality>\n" +
            element("SignatureQualityInformation", "urn:sohoa:level:PAdES-" + one.level) +
            "</SignatureQuality>\n";
  }
  return text + status(one.verdict, one.sub_indication, one.findings) + signerNames(one) +
         "</SignatureValidationReport>\n";
}

}  // namespace

std::string etsiReport(const std::filesystem::path& file, const core::VerificationReport& report,
                       core::Timestamp at) {
  const auto file_digest = base64(digestOfFile(file).bytes());
  std::string text =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<ValidationReport xmlns=\"http://uri.etsi.org/19102/v1.4.1#\""
      " xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">\n";
  auto signatures = report.signatures;
  // What concerns the whole file stands in each report, since the schema knows signatures only.
  if (signatures.empty()) signatures.emplace_back();
  for (auto& one : signatures) {
    if (report.signatures.empty()) {
      one.verdict = report.verdict;
      one.sub_indication = report.sub_indication;
    }
    one.findings.insert(one.findings.end(), report.findings.begin(), report.findings.end());
    text += signatureReport(one, file_digest, at);
  }
  return text + "</ValidationReport>\n";
}

}  // namespace sohoa::signing
