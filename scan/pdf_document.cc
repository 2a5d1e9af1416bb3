#include "scan/pdf_document.h"

#include <unistd.h>

#include <array>
#include <string_view>

#include "scan/errors.h"
#include "scan/input_file.h"

namespace sohoa::scan {
namespace {

// Readers look for the end marker in the last 1024 bytes (ISO 32000-1, annex H.3.4.4).
bool hasEnd(const std::filesystem::path& file) {
  const InputFile input = openInput(file);
  std::array<char, 1100> tail{};
  const auto from = input.size > tail.size() ? input.size - tail.size() : 0;
  const auto count = ::pread(input.fd.get(), tail.data(), tail.size(), static_cast<off_t>(from));
  const std::string_view text(tail.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
  return text.find("startxref") != std::string_view::npos &&
         text.find("%%EOF") != std::string_view::npos;
}

std::unique_ptr<QPDF> tryOpen(const std::filesystem::path& file, bool recover) {
  auto pdf = std::make_unique<QPDF>();
  pdf->setSuppressWarnings(true);
  pdf->setAttemptRecovery(recover);
  pdf->processFile(file.c_str());
  return pdf;
}

core::Error explain(const QPDFExc& error) {
  switch (error.getErrorCode()) {
    case qpdf_e_password:
      return {kEncrypted, {}};
    case qpdf_e_unsupported:
      return {kUnsupported, {.detail = "PDF: an unknown kind of encryption"}};
    default:
      return {kDamaged, {.detail = "PDF: " + error.getMessageDetail()}};
  }
}

}  // namespace

std::unique_ptr<QPDF> openDocument(const std::filesystem::path& file) {
  if (!hasEnd(file))
    throw core::Error(kTruncated, {.detail = "PDF: the end of the file is missing"});
  try {
    auto pdf = tryOpen(file, false);
    // From here on it only means finding the end of a stream whose length is wrong.
    pdf->setAttemptRecovery(true);
    return pdf;
  } catch (const QPDFExc& error) {
    if (error.getErrorCode() != qpdf_e_damaged_pdf) throw explain(error);
  }
  try {
    return tryOpen(file, true);
  } catch (const QPDFExc& error) {
    throw explain(error);
  }
}

}  // namespace sohoa::scan
