namespace Psono.Protocol.Text;

// docs/decisions/0023
/// <summary>What is wrong, or doubtful, in a line of a <c>.env</c> file.</summary>
public enum DotenvProblemKind
{
    /// <summary>The line is neither <c>NAME=value</c> nor a comment.</summary>
    NotAssignment,

    /// <summary>The name has been given before.</summary>
    DuplicateName,

    /// <summary>A quote is opened and never closed.</summary>
    QuoteNotClosed,

    /// <summary>There is text after the quote that ends the value.</summary>
    TextAfterQuote,

    /// <summary>The value starts with <c>#</c>: it is a comment to some readers.</summary>
    HashAtStart,

    /// <summary>The value starts with a backtick: a quote to some, a command to others.</summary>
    Backtick,

    /// <summary>A backslash ends the line: some readers go on with the next one.</summary>
    BackslashAtLineEnd,

    /// <summary>In double quotes, a backslash before what only some readers take for an escape, or in a Windows path.</summary>
    DoubtfulEscape,

    /// <summary>A second <c>NAME=</c> in a value without quotes.</summary>
    SecondAssignment,

    /// <summary>A PEM block over several lines is not in quotes.</summary>
    PemWithoutQuotes,

    /// <summary>A carriage return without a line feed, which ends a line for some readers.</summary>
    CarriageReturn,

    /// <summary>A zero byte.</summary>
    ZeroByte,

    /// <summary>A reference to another variable or a command, which others would replace. It is kept as it is.</summary>
    Reference,

    /// <summary>A <c>#</c> within a value without quotes, where some readers begin a comment. It is kept.</summary>
    HashInside,

    /// <summary>What follows <c>#</c> was left out as a comment, though it may be a part of the value.</summary>
    CommentLeftOut,

    /// <summary>Blanks around <c>=</c> or at the end of the value were left out.</summary>
    BlanksLeftOut,

    /// <summary>A backslash that some readers take away. It is kept.</summary>
    BackslashInside,

    /// <summary>Quotes within a value without quotes, or a semicolon at its end, that a shell takes away. They are kept.</summary>
    ShellSyntax,

    /// <summary><c>\n</c> or <c>\r</c> in double quotes was read as a line break.</summary>
    LineBreakEscape,

    /// <summary>A character that cannot be seen. It is kept.</summary>
    InvisibleCharacter,

    /// <summary>Lines that look like variables are within quotes.</summary>
    VariablesInsideQuotes,
}
