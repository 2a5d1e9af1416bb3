import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.pades.validation.PDFDocumentValidator;
import eu.europa.esig.dss.pdf.ServiceLoaderPdfObjFactory;
import eu.europa.esig.dss.pdf.modifications.DefaultPdfDifferencesFinder;
import java.io.File;

/**
 * EU DSS as a judge: java DssJudge ROOT.pem CRL-FOLDER PDF...
 *
 * Prints one line a signature: file, field id, level, indication, sub-indication, separated by tabs.
 * Offline; only the named root is trusted. With -Dpictures=false revisions are not compared as pictures,
 * which takes most of the time; their objects are compared all the same.
 */
public final class DssJudge {
  public static void main(String[] arguments) {
    CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
    trusted.addCertificate(DSSUtils.loadCertificate(new File(arguments[0])));
    File[] lists = new File(arguments[1]).listFiles((folder, name) -> name.endsWith(".crl"));
    String[] paths = new String[lists.length];
    for (int i = 0; i < lists.length; ++i) paths[i] = lists[i].getAbsolutePath();
    for (int i = 2; i < arguments.length; ++i) {
      CommonCertificateVerifier verifier = new CommonCertificateVerifier();
      verifier.setTrustedCertSources(trusted);
      verifier.setCrlSource(crls(paths));
      verifier.setAIASource(null);
      judge(arguments[i], verifier);
    }
  }

  private static ExternalResourcesCRLSource crls(String[] paths) {
    java.io.InputStream[] streams = new java.io.InputStream[paths.length];
    for (int i = 0; i < paths.length; ++i) {
      try {
        streams[i] = new java.io.FileInputStream(paths[i]);
      } catch (java.io.IOException error) {
        throw new java.io.UncheckedIOException(error);
      }
    }
    return new ExternalResourcesCRLSource(streams);
  }

  private static void judge(String path, CommonCertificateVerifier verifier) {
    try {
      SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new FileDocument(path));
      validator.setCertificateVerifier(verifier);
      if ("false".equals(System.getProperty("pictures")) && validator instanceof PDFDocumentValidator pdf) {
        ServiceLoaderPdfObjFactory factory = new ServiceLoaderPdfObjFactory();
        DefaultPdfDifferencesFinder finder = new DefaultPdfDifferencesFinder();
        finder.setMaximalPagesAmountForVisualComparison(0);
        factory.setPdfDifferencesFinder(finder);
        pdf.setPdfObjFactory(factory);
      }
      SimpleReport report = validator.validateDocument().getSimpleReport();
      for (String id : report.getSignatureIdList()) {
        System.out.println(path + "\t" + id + "\t" + report.getSignatureFormat(id) + "\t"
            + report.getIndication(id) + "\t" + report.getSubIndication(id) + "\t"
            + report.getAdESValidationErrors(id));
      }
      if (report.getSignatureIdList().isEmpty()) System.out.println(path + "\t\t\tNONE\t\t");
    } catch (RuntimeException error) {
      System.out.println(path + "\t\t\tERROR\t" + error.getClass().getSimpleName() + "\t");
    }
  }
}
