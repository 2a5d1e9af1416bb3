#include <cstdio>
#include <string>

#include "signing/verify_fields.h"

// /ByteRange and /Contents of a signature dictionary inside an otherwise sound file. The input is
// the dictionary's text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sohoa;
  std::string text = "%PDF-1.7\n";
  std::string offsets;
  const auto object = [&](int number, const std::string& body) {
    char row[32];
    std::snprintf(row, sizeof row, "%010zu 00000 n \n", text.size());
    offsets += row;
    text += std::to_string(number) + " 0 obj\n" + body + "\nendobj\n";
  };
  object(1, "<< /Type /Catalog /AcroForm << /Fields [2 0 R] >> >>");
  object(2, "<< /FT /Sig /T (a) /V 3 0 R >>");
  object(3, std::string(data, data + size));
  const auto xref = text.size();
  text += "xref\n0 4\n0000000000 65535 f \n" + offsets + "trailer\n<< /Size 4 /Root 1 0 R >>\n" +
          "startxref\n" + std::to_string(xref) + "\n%%EOF\n";
  const pdf::Revisions file({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  if (!file.readable()) return 0;
  signing::Judgement about_file;
  for (auto& site : signing::findSignatures(file, about_file)) {
    signing::Judgement judgement;
    signing::judgeCoverage(file, site, judgement);
    // What counts as covered leaves out exactly the hexadecimal string and reaches the end.
    if (site.covered && (text[site.gap_begin] != '<' || text[site.gap_end - 1] != '>' ||
                         site.end + 1 < text.size())) {
      __builtin_trap();
    }
  }
  return 0;
}
