using System.Net.Sockets;
using System.Text.Json;
using Psono.Server.Data;
using Psono.Server.Hosting;

namespace Psono.Server.Operations;

// docs/decisions/0070
/// <summary>
/// Executes commands in the server that runs: a socket in the data directory, for its owner and root. One JSON value comes, one goes.
/// </summary>
internal sealed partial class ControlSocket(ServerParts parts) : BackgroundService
{
    public const string FileName = "control.sock";

    private const int MaxBytes = 1 << 20;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(60);

    private readonly string _path = PathIn(parts.Options.DataDirectory);
    private readonly ILogger<ControlSocket> _logger = parts.Log<ControlSocket>();
    private Socket? _listener;

    /// <summary>What the server answered that runs in the directory; null: none does.</summary>
    /// <exception cref="StartException">It does not answer.</exception>
    public static async Task<OperatorAnswer?> AskAsync(string directory, OperatorRequest request)
    {
        using var socket = await ConnectAsync(PathIn(directory));
        if (socket is null)
            return null;
        try
        {
            await using var stream = new NetworkStream(socket);
            await JsonSerializer.SerializeAsync(stream, request, OperatorJson.Default.OperatorRequest);
            socket.Shutdown(SocketShutdown.Send);
            using var patience = new CancellationTokenSource(AnswerPatience);
            return await JsonSerializer.DeserializeAsync(stream, OperatorJson.Default.OperatorAnswer, patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new StartException(
                $"the server does not answer within {AnswerPatience.TotalSeconds} seconds: check whether the command was executed");
        }
        catch (Exception e) when (e is IOException or SocketException or JsonException)
        {
            throw new StartException("the server stopped before it answered: check whether the command was executed");
        }
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _listener = await ListenAsync();
        }
        catch (Exception e) when (
            e is IOException or SocketException or ArgumentException or UnauthorizedAccessException or StartException)
        {
            // A directory with a long name, or a file system without sockets, is no reason not to serve.
            Log.NotListening(_logger, _path, e.Message);
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_listener is null)
            return;
        try
        {
            // One after the other: people type them.
            while (true)
            {
                if (await AcceptAsync(_listener, stoppingToken) is not { } client)
                    continue;
                using (client)
                    await ServeAsync(client, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            File.Delete(_path);
        }
        finally
        {
            _listener.Dispose();
        }
    }

    /// <returns>Null: no descriptors are left, for example. What fails here must not end the server.</returns>
    private async Task<Socket?> AcceptAsync(Socket listener, CancellationToken stopping)
    {
        try
        {
            return await listener.AcceptAsync(stopping);
        }
        catch (SocketException e)
        {
            Log.NotServed(_logger, e.SocketErrorCode.ToString());
            await Task.Delay(TimeSpan.FromSeconds(1), stopping);
            return null;
        }
    }

    /// <returns>Null: another server of this directory, on PostgreSQL, has it.</returns>
    private async Task<Socket?> ListenAsync()
    {
        // One that may not be used was left by root, who started the server once; the directory is ours.
        using (var other = await ConnectAsync(_path, isOwn: true))
        {
            if (other is not null)
                return null;
        }

        File.Delete(_path);
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(_path));
        File.SetUnixFileMode(_path, OwnerOnly);
        listener.Listen();
        return listener;
    }

    private async Task ServeAsync(Socket client, CancellationToken stopping)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        patience.CancelAfter(Patience);
        try
        {
            await using var stream = new NetworkStream(client);
            if (await ReadAsync(stream, patience.Token) is not { } request)
                return;
            var answer = await AnswerAsync(request);
            patience.CancelAfter(Patience);
            await JsonSerializer.SerializeAsync(stream, answer, OperatorJson.Default.OperatorAnswer, patience.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or JsonException or OperationCanceledException)
        {
            Log.NotServed(_logger, e.GetType().Name);
        }
    }

    private static async Task<OperatorRequest?> ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var bytes = new byte[MaxBytes];
        var length = await stream.ReadAtLeastAsync(bytes, MaxBytes, throwOnEndOfStream: false, cancellationToken);
        return length is 0 or MaxBytes ? null : JsonSerializer.Deserialize(bytes.AsSpan(0, length), OperatorJson.Default.OperatorRequest);
    }

    private async Task<OperatorAnswer> AnswerAsync(OperatorRequest request)
    {
        try
        {
            var typed = OperatorCommandLine.Parse(request.Arguments);
            if (typed.Command is not ServerCommand command)
                return new OperatorAnswer(typed.Help);
            Log.Executes(_logger, OperatorHelp.PathOf(command));
            return await command.RunAsync(parts, typed.Given, request.Line);
        }
#pragma warning disable CA1031 // The boundary of a command: one line and an exit code, whatever it is.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var (code, line) = StartFailure.Describe(e);
            return new OperatorAnswer(Note: "error: " + line, Code: code);
        }
    }

    private static async Task<Socket?> ConnectAsync(string path, bool isOwn = false)
    {
        if (!File.Exists(path))
            return null;
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            // Whoever made it was killed.
            return e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AddressNotAvailable
                || (isOwn && e.SocketErrorCode == SocketError.AccessDenied)
                ? null
                : throw new StartException(e.SocketErrorCode == SocketError.AccessDenied
                    ? $"{path} belongs to another user: run the command with sudo"
                    : $"cannot use {path}: {e.Message}");
        }
    }

    private static string PathIn(string directory) => Path.Combine(directory, FileName);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Executes {Command}")]
        public static partial void Executes(ILogger logger, string command);

        [LoggerMessage(
            2, LogLevel.Warning, "Commands such as psono-server user list are not executed while the server runs: {Path}: {Reason}")]
        public static partial void NotListening(ILogger logger, string path, string reason);

        [LoggerMessage(3, LogLevel.Warning, "A command was not executed or not answered: {Reason}")]
        public static partial void NotServed(ILogger logger, string reason);
    }
}
