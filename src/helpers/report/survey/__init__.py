"""The survey as workbooks: the forms that go out, the reports on what came back."""
