using System.Globalization;

namespace Psono.Cli.Commands.Vault.SecondFactors;

internal static class VerificationCode
{
    /// <summary>Codes are shown in groups, and copied with what is around them.</summary>
    public static string WithoutBlanks(string code) => string.Concat(
        code.Where(c => !char.IsWhiteSpace(c) && char.GetUnicodeCategory(c) != UnicodeCategory.Format));
}
