# Makes calls with boto3 or with the AWS CLI, inside this one process: a line of JSON in for each call, a line out.
import io, json, sys
from contextlib import redirect_stderr, redirect_stdout

endpoint, client = sys.argv[1:3]


def with_boto3():
    import boto3
    from botocore import xform_name

    clients = {name: boto3.client(name, endpoint_url=endpoint) for name in ('ec2', 'sts')}

    def call(service, action, command, given):
        answer = getattr(clients[service], xform_name(action))(**given)
        answer.pop('ResponseMetadata', None)
        return answer

    return call


def with_cli():
    from awscli.clidriver import create_clidriver

    # A driver keeps what a call has parsed, so each call gets one of its own; reading the model of EC2 once is enough.
    loader = create_clidriver().session.get_component('data_loader')

    def call(service, action, command, given):
        out, err = io.StringIO(), io.StringIO()
        out.buffer = out
        arguments = ['--endpoint-url', endpoint, '--no-paginate', service, command, '--cli-input-json', json.dumps(given)]
        with redirect_stdout(out), redirect_stderr(err):
            driver = create_clidriver()
            driver.session.register_component('data_loader', loader)
            code = driver.main(arguments)
        if code != 0:
            raise RuntimeError(f'exit code {code}: {err.getvalue().strip()}')
        text = out.getvalue().strip()
        return json.loads(text) if text else {}

    return call


call = with_boto3() if client == 'boto3' else with_cli()
for line in sys.stdin:
    request = json.loads(line)
    try:
        reply = {'answer': call(request['service'], request['action'], request['command'], request['input'])}
    except Exception as error:
        reply = {'error': f'{type(error).__name__}: {error}'}
    sys.stdout.write(json.dumps(reply, default=lambda value: value.isoformat()) + '\n')
    sys.stdout.flush()
