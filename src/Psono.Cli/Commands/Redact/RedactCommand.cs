using System.Buffers;
using System.CommandLine;
using System.Security.Cryptography;
using Psono.Cli.Commands.Run;
using Psono.Cli.Processes;
using Psono.Cli.Redaction;
using Psono.Cli.Terminal;

namespace Psono.Cli.Commands.Redact;

/// <summary>A filter: standard input to standard output, without the values that the API key may read.</summary>
internal sealed class RedactCommand : PsonoCommand
{
    private const int PieceSize = 1 << 18;

    private readonly CommandContext _context;
    private readonly Option<string[]> _filter = List("--filter", "read only this secret; repeatable", "secret", "-f");
    private readonly Option<string[]> _only = List("--only", "mask only this variable or pattern; repeatable", "name");
    private readonly Option<string[]> _except = List("--except", "do not mask this variable or pattern; repeatable", "name");
    private readonly Option<bool> _allowEmpty = new("--allow-empty") { Description = "do not fail if there is nothing to mask" };

    public RedactCommand(CommandContext context)
        : base("redact", "copy standard input to standard output, masking every value of the API key's secrets")
    {
        _context = context;
        Add(_filter);
        Add(_only);
        Add(_except);
        Add(_allowEmpty);
        SetAction(Execute);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "./deploy.sh 2>&1 | psonoci -c psonoci.toml redact",
        "psonoci -c psonoci.toml redact --except 'db_user*' <build.log >shared.log",
    ];

    private int Execute(ParseResult parsed)
    {
        using var patterns = ReadPatterns(parsed);
        if (patterns.Count == 0 && !parsed.GetValue(_allowEmpty))
            throw new PsonociException(
                "no-variables", "the secrets contain no values to mask", "if that is intended, use --allow-empty");
        using var redactor = new Redactor(patterns);
        Copy(redactor, _context.Terminal);
        return ExitCodes.Success;
    }

    private RedactionPatterns ReadPatterns(ParseResult parsed)
    {
        var only = parsed.GetValue(_only) ?? [];
        var values = new MaskedValues(parsed.GetValue(_except) ?? []);
        var matched = new HashSet<string>(StringComparer.Ordinal);
        using var loaded = _context.Settings.Load(parsed);
        using var client = loaded.Connect();
        var secrets = parsed.GetValue(_filter) is { Length: > 0 } references
            ? client.ReadNamedAsync(RunOptionsParser.RefuseEmpty(references))
            : client.ReadManyAsync();
        var read = secrets.GetAwaiter().GetResult();
        if (read.Count == 0 && !parsed.GetValue(_allowEmpty))
            throw SelectedVariables.NothingGranted();
        foreach (var secret in read)
        {
            using (secret)
            {
                SecretTexts.Read(secret, (name, text) =>
                {
                    var patterns = only.Where(pattern => VariableNames.Matches(pattern, name)).ToList();
                    matched.UnionWith(patterns);
                    if (only.Length == 0 || patterns.Count > 0)
                        values.Add(name, text);
                });
            }
        }

        return only.FirstOrDefault(pattern => !matched.Contains(pattern)) is { } unmatched
            ? throw new PsonociException(
                "missing-variable", $"--only {unmatched} matches no variable", "psonoci … run --explain lists the variables")
            : values.ToPatterns(_context.Terminal);
    }

    private static void Copy(Redactor redactor, Terminal.TerminalOutput terminal)
    {
        // A filter whose reader has gone ends quietly, as others do.
        BrokenPipe.Ends();
        using var input = StandardStreams.Input();
        var piece = GC.AllocateUninitializedArray<byte>(PieceSize, pinned: true);
        var output = new ArrayBufferWriter<byte>(2 * PieceSize);
        while (input.Read(piece) is > 0 and var length)
        {
            redactor.Write(piece.AsSpan(0, length), output);
            Pass(output, terminal);
        }

        redactor.End(output);
        Pass(output, terminal);
        CryptographicOperations.ZeroMemory(piece);
    }

    private static void Pass(ArrayBufferWriter<byte> output, Terminal.TerminalOutput terminal)
    {
        if (output.WrittenCount > 0)
            terminal.Write(output.WrittenSpan);
        output.ResetWrittenCount();
    }

    private static Option<string[]> List(string name, string description, string value, params string[] aliases) =>
        new(name, aliases)
        {
            Description = description,
            HelpName = value,
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
        };
}
