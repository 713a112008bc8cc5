namespace Psono.Cli.Commands.Ssh;

internal sealed class SshCommand : PsonoCommand
{
    public SshCommand(CommandContext context)
        : base("ssh", "load SSH keys into the ssh-agent, without a file") => Add(new SshAddCommand(context));
}
