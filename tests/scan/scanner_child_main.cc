// The child of a ChildScanner, without the rest of the program.

#include "scan/scanner_server.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  sohoa::scan::runScannerChild(argv[1], 120'000'000);
  return 0;
}
